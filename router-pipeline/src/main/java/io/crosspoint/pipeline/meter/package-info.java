/**
 * What the hot threads count and measure: one-writer counters and histograms that any other thread may read without disturbing them.
 */
@NullMarked
package io.crosspoint.pipeline.meter;

import org.jspecify.annotations.NullMarked;
