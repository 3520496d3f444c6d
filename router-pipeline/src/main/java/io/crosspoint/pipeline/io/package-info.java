/**
 * The edge of the pipeline: packet sources that fill the ring and packet sinks that empty the batches. The only room of this module that
 * opens sockets and reads clocks.
 */
@NullMarked
package io.crosspoint.pipeline.io;

import org.jspecify.annotations.NullMarked;
