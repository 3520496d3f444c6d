/**
 * A test talker: RTP streams of a pattern that a listener can check sample by sample, sent at the exact times of a PTP clock, with seeded
 * faults on request.
 *
 * <p>Patterns, packets and fault decisions are pure; only {@link io.crosspoint.app.talk.Talker} owns a thread, a clock and a socket.
 */
@NullMarked
package io.crosspoint.app.talk;

import org.jspecify.annotations.NullMarked;
