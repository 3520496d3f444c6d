/**
 * The published clock: an affine map from {@code CLOCK_MONOTONIC_RAW} to PTP time, and the exact media clock built on it.
 *
 * <p>Nothing here steers a clock of the operating system. Snapshots are immutable and may be read by any thread.
 */
@NullMarked
package io.crosspoint.ptp.clock;

import org.jspecify.annotations.NullMarked;
