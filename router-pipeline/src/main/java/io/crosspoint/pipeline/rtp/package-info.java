/** RTP on the wire (RFC 3550): parsing, writing, and sequence arithmetic. Pure: bytes in, verdicts and fields out. */
@NullMarked
package io.crosspoint.pipeline.rtp;

import org.jspecify.annotations.NullMarked;
