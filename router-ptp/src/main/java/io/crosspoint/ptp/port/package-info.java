/**
 * A slave-only PTP port without I/O: received bytes and times in; delay requests, measurements and the choice of a master out.
 *
 * <p>All times of the host are {@code CLOCK_MONOTONIC_RAW} ns and are arguments. One thread owns a port and everything in it. Nothing
 * here opens a socket, reads a clock, logs or throws at anything received: what is not used is counted by its
 * {@link io.crosspoint.ptp.wire.Discard}. A settled port allocates nothing.
 */
@NullMarked
package io.crosspoint.ptp.port;

import org.jspecify.annotations.NullMarked;
