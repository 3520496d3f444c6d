/** Linear PCM and AM824 on the wire, and 32-bit left-justified samples in memory. Pure: no sockets, clocks or loggers. */
@NullMarked
package io.crosspoint.pipeline.pcm;

import org.jspecify.annotations.NullMarked;
