/**
 * A wire analyser: what stands in received RTP streams, when it came, and whether it is what the talker sent.
 *
 * <p>The analysis is pure: bytes and arrival times in, an immutable report out. Only {@link io.crosspoint.app.listen.Listener} owns a
 * thread and sockets.
 */
@NullMarked
package io.crosspoint.app.listen;

import org.jspecify.annotations.NullMarked;
