/**
 * Audio for somebody inside the process, such as a recording: what an output sends, or what routes read of an input, packet by packet with
 * the media index of its first frame.
 *
 * <p>A tap is the last thing that render does with a TRANSMIT: the frames are closed, so what it copies is what the network gets. It copies
 * into a ring that was allocated at the start; whoever reads too slowly loses whole packets, which are counted, and nothing else notices.
 *
 * <p>Recordings are planned and tapped from the start ({@link io.crosspoint.pipeline.tap.TapStage}). Whoever wants to hear a stream for a
 * while comes and goes ({@link io.crosspoint.pipeline.tap.LiveStage}): a COMMAND on the ring exchanges the whole set of live taps.
 */
@NullMarked
package io.crosspoint.pipeline.tap;

import org.jspecify.annotations.NullMarked;
