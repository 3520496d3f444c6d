/**
 * Recordings: what an output sends or an input brings, in Broadcast Wave files whose header says the media time of their first frame (EBU
 * Tech 3285; beyond 4 GB RF64, EBU Tech 3306).
 *
 * <p>Frame k of a file is always the frame of media index "first + k": what was lost on the way is silence of its own length, and where
 * that would be too long, or the clock begins a new epoch, a new file begins. Files change at media indices that follow from the
 * configuration alone, so two recordings, of one router or of two, have the same seams. All of it is done by one thread that the disk may
 * block for seconds; the pipeline hands over through {@link io.crosspoint.pipeline.tap} and never notices.
 */
@NullMarked
package io.crosspoint.app.record;

import org.jspecify.annotations.NullMarked;
