/**
 * The resampler beside its rivals, in one process and one run: speed, and everything that a measuring set would ask of it, computed in
 * double precision (an analyser's own residual is no better than −138 dB).
 *
 * <p>The rivals are Debian's libsoxr, libsamplerate and zita-resampler, each behind a few lines of C under {@code src/main/c} and called
 * through {@code java.lang.foreign}. One that is not installed has a row that says so.
 */
@NullMarked
package io.crosspoint.benchmarks.rig.convert;

import org.jspecify.annotations.NullMarked;
