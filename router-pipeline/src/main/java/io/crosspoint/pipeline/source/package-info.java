/**
 * Audio that does not arrive as RTP. A program that holds frames with presentation times writes them to a {@link
 * io.crosspoint.pipeline.source.SourceTimeline} at the media indices they belong to, ahead of the transmitter, in any order; the
 * transmitter never waits for it.
 *
 * <p>A write becomes an AUDIO event on the shard's ring, and order on the ring decides what is late. But a writer is no real-time thread:
 * were it to claim a slot of the ring and be put aside, the transmitter would wait for it. So each source has a hand-over of its own (one
 * writer, one reader, release and acquire), and the thread that polls the network carries what stands there onto the ring, just before
 * each TRANSMIT.
 *
 * <p>Neither sockets nor clocks are here; {@link io.crosspoint.pipeline.source.Correlator} is given the clocks that it pairs.
 */
@NullMarked
package io.crosspoint.pipeline.source;

import org.jspecify.annotations.NullMarked;
