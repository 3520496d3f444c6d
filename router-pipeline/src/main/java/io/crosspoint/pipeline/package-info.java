/**
 * The plan of a plant as the pipeline runs it: validated, numeric, immutable. Whatever door a plan comes in by (the file, an API), it is
 * this by the time that audio sees it.
 */
@NullMarked
package io.crosspoint.pipeline;

import org.jspecify.annotations.NullMarked;
