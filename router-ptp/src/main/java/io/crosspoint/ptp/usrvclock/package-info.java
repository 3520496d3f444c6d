/**
 * The clock overlay that statime and Inferno share between processes (usrvclock 1.0): consumed as a clock source, and published from any
 * of ours so that their tools can follow.
 *
 * <p>Datagrams over a socket file; the frame is {@link io.crosspoint.ptp.usrvclock.OverlayFrame}. Both directions own one thread.
 */
@NullMarked
package io.crosspoint.ptp.usrvclock;

import org.jspecify.annotations.NullMarked;
