/**
 * Timestamped sources that run: what stands behind an input that is a tone or another process. Each has a thread of its own, which writes
 * the input's {@link io.crosspoint.pipeline.source.SourceTimeline} and is not real-time; no audio of any other input depends on it.
 *
 * <p>Further kinds live in rooms of their own; {@code config} knows them all.
 */
@NullMarked
package io.crosspoint.app.source;

import org.jspecify.annotations.NullMarked;
