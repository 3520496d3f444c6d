/**
 * The published clock: an affine map from {@code CLOCK_MONOTONIC_RAW} to PTP time, and the exact media clock built on it.
 *
 * <p>Nothing here steers a clock of the operating system. A source publishes in its {@link io.crosspoint.ptp.clock.ClockCell}; hot threads
 * read that into a {@link io.crosspoint.ptp.clock.ClockReading} of their own, everybody else takes an immutable
 * {@link io.crosspoint.ptp.clock.ClockSnapshot} of it. A settled PTP clock allocates nothing.
 */
@NullMarked
package io.crosspoint.ptp.clock;

import org.jspecify.annotations.NullMarked;
