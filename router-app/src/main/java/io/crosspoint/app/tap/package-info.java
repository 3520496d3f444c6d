/**
 * What is heard of a running router, as a file that is written while it is read: WAV for ears, pcap for analysers. A stream here takes what
 * a {@link io.crosspoint.pipeline.tap.LiveTap} hands over and gives bytes; who reads them, and over what, is another room's business.
 *
 * <p>Nothing waits: a reader who is too slow loses whole packets, which are counted, and what he hears is never older than the tap's ring
 * and his own buffers.
 */
@NullMarked
package io.crosspoint.app.tap;

import org.jspecify.annotations.NullMarked;
