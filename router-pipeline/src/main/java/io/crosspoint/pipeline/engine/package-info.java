/**
 * The router put together: stages wired to a ring, shards, the tick, and the threads they run on. The only room that starts threads.
 *
 * <p>Streams come and go while all of it runs. Whatever is heavy is built by the control thread and travels to the stages as one command
 * on the ring, and to the tick as one plan; what goes is sent no more first, and taken out when nothing of it is in flight. A shard that
 * begins is filled by the same means.
 */
@NullMarked
package io.crosspoint.pipeline.engine;

import org.jspecify.annotations.NullMarked;
