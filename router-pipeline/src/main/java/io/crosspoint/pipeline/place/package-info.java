/**
 * The first stage: parses every datagram once and writes its frames where their timestamp says they belong.
 *
 * <p>Runs on one thread. Pure: times and bytes come in events; no sockets, clocks or loggers.
 */
@NullMarked
package io.crosspoint.pipeline.place;

import org.jspecify.annotations.NullMarked;
