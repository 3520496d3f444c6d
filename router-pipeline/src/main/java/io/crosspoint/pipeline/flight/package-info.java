/**
 * The flight recorder: the newest events of a ring, kept in a bounded log, and what came of them, so that what was heard can be made again.
 *
 * <p>The output is a function of the events in their order. So it is enough to keep those, as the ring had them, and a checksum of every
 * packet that was rendered: a replay that meets the same checksums has shown that it is the same.
 */
@NullMarked
package io.crosspoint.pipeline.flight;

import org.jspecify.annotations.NullMarked;
