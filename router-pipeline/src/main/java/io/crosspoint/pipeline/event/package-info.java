/**
 * The one ring of a shard: its pre-allocated slots, the off-heap slab that datagrams land in, and the wiring of the stages behind it.
 *
 * <p>Order on this ring is the order of the world: what stands behind {@code TRANSMIT(k)} is late for packet k, on every replay.
 */
@NullMarked
package io.crosspoint.pipeline.event;

import org.jspecify.annotations.NullMarked;
