/**
 * PTP version 2 on the wire (IEEE 1588-2008 and -2019 clause 13): reading messages and TLVs from bytes, and writing the one message that
 * a slave sends.
 *
 * <p>Bytes in, fields out. Nothing here opens a socket, reads a clock, logs or throws at garbage: a message that breaks a rule is told
 * by a {@link io.crosspoint.ptp.wire.Discard}, which the caller counts. Classes that carry message contents are flyweights that their
 * owner reuses, so reading allocates nothing.
 */
@NullMarked
package io.crosspoint.ptp.wire;

import org.jspecify.annotations.NullMarked;
