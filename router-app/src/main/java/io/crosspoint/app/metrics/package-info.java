/**
 * What Prometheus sees: the pipeline's one-writer counters and histograms, the clock, and the hot threads, under names that begin with
 * {@code crosspoint_} and in base units.
 *
 * <p>Nothing here is touched by a hot thread: values are read when someone scrapes, on the scraping thread. Everything bound is held
 * strongly, because Micrometer itself holds it weakly and a collected counter would silently become NaN.
 */
@NullMarked
package io.crosspoint.app.metrics;

import org.jspecify.annotations.NullMarked;
