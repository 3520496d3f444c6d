/**
 * Finished packets: RTP headers and payloads of one transmit group, encoded where the kernel will read them.
 *
 * <p>Pure: sequence numbers, timestamps and SSRCs are functions of configuration and media time; no sockets, clocks or loggers.
 */
@NullMarked
package io.crosspoint.pipeline.send;

import org.jspecify.annotations.NullMarked;
