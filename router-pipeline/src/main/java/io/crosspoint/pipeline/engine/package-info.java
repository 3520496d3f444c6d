/**
 * The router put together: stages wired to a ring, shards, the tick, and the threads they run on. The only room that starts threads.
 */
@NullMarked
package io.crosspoint.pipeline.engine;

import org.jspecify.annotations.NullMarked;
