/**
 * Session descriptions (RFC 8866) as AES67, ST 2110-30, ST 2110-31, RAVENNA and Dante write them: text to records and back, what a
 * description means for an input, and what an output says of itself.
 *
 * <p>Pure: no file, socket, clock or logger. One record for each attribute, all read through one line grammar ({@link
 * io.crosspoint.app.sdp.LineReader}). The reader accepts what equipment in the field writes and refuses, with line and column, what it
 * would have to guess; what it does not know it keeps, so that writing loses nothing.
 */
@NullMarked
package io.crosspoint.app.sdp;

import org.jspecify.annotations.NullMarked;
