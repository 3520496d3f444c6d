/**
 * The routing matrix: what each output channel is made of, when a change holds, and the rendering of one packet's frames.
 *
 * <p>Tables are immutable snapshots; rendering runs on one thread. Pure: no sockets, clocks or loggers.
 */
@NullMarked
package io.crosspoint.pipeline.matrix;

import org.jspecify.annotations.NullMarked;
