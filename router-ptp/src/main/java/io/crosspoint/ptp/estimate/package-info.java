/**
 * From matched packet times to a clock: estimators of phase and rate, the choice between them, and the published clock that follows the
 * choice without a step.
 *
 * <p>Coordinates: {@code x} is {@code CLOCK_MONOTONIC_RAW} in seconds since the first measurement, {@code y} is PTP − raw in ns less its
 * first value; phases are ns, rates are ns/s (parts per billion). A Sync measures {@code y = phase − delay}, an answered delay request
 * {@code y = phase + delay}.
 *
 * <p>Pure: measurements and times are arguments. One thread owns everything; nothing is allocated after construction.
 */
@NullMarked
package io.crosspoint.ptp.estimate;

import org.jspecify.annotations.NullMarked;
