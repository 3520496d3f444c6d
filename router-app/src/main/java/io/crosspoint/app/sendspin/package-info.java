/**
 * A Sendspin player (role {@code player@v1}) whose loudspeaker is an input of the router: what a Sendspin server's group plays stands on
 * AES67 at the very time that the server asks for.
 *
 * <p>Three clocks meet here. The server stamps its chunks in its own; {@link io.crosspoint.app.sendspin.TimeFilter} learns that against
 * this host's raw monotonic clock from the exchange of four time stamps; the plant's clock snapshot leads on to PTP and so to media
 * indices. None of them is steered. The audio is resampled instead, with a ratio that follows the two drifts so slowly that nothing is
 * heard of it.
 *
 * <p>The protocol ({@link io.crosspoint.app.sendspin.Session}), the time filter and the player take times and messages as arguments and
 * run in a test at any speed; {@link io.crosspoint.app.sendspin.SendspinSource} owns the thread, the socket and the clocks. The protocol is
 * the unencrypted one of core message format 1.
 */
@NullMarked
package io.crosspoint.app.sendspin;

import org.jspecify.annotations.NullMarked;
