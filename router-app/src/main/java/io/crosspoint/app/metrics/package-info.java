/**
 * What Prometheus sees: the pipeline's one-writer counters and histograms, the clock, and the hot threads, under names that begin with
 * {@code crosspoint_} and in base units.
 *
 * <p>Nothing here is touched by a hot thread: values are read when someone scrapes, on the scraping thread, straight from the one-writer
 * counters. What belongs to a stream is registered when the roster has it and unregistered when it has gone. config/monitoring/metrics.md
 * lists every metric; a test compares it with what is served.
 */
@NullMarked
package io.crosspoint.app.metrics;

import org.jspecify.annotations.NullMarked;
