/**
 * Linear PCM and AM824 on the wire, 32-bit left-justified samples in memory, and the timelines that hold them by media index. Pure: no
 * sockets, clocks or loggers.
 */
@NullMarked
package io.crosspoint.pipeline.pcm;

import org.jspecify.annotations.NullMarked;
