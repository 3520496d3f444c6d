/**
 * Audio files as a timestamped source: WAV, RF64, BWF and FLAC, one after the other without a gap, at their exact media time.
 *
 * <p>Every frame of a playlist has a place counted from the list's first frame, and that frame has a media index; so the index of any frame
 * is known before the disk has delivered it. What the disk delivers too late is left out, never played later: a slow disk costs silence of
 * exactly its own length. Reading is done by a thread of its own, some seconds ahead; who writes to the timeline never waits for a disk.
 *
 * <p>Files are input: whatever stands in them ends in a counter and a sentence, and the next file is played.
 */
@NullMarked
package io.crosspoint.app.file;

import org.jspecify.annotations.NullMarked;
