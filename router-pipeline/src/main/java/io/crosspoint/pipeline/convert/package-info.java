/**
 * The second stage: brings inputs onto the router's clock and rate. What is on both already passes untouched: render reads the very
 * timeline that place wrote. Everything else is resampled, from where its sender's clock says that it is.
 *
 * <p>The resampler stands on its own and is usable as a library: {@link io.crosspoint.pipeline.convert.Resampler} for blocks of audio at
 * any ratio, {@link io.crosspoint.pipeline.convert.Kernel} for the filters, {@link io.crosspoint.pipeline.convert.DriftEstimator} for the
 * rate of a clock that is only seen through a network. None of them needs a router around it.
 *
 * <p>How it works. A kernel is a continuous function of time, kept as piecewise cubics in double precision, so every output frame has the
 * exact filter of its own fractional position. The position is a 128-bit fixed-point number that moves by a step, and the step itself
 * moves by a constant from frame to frame. The rate comes from RTP timestamps against PTP arrival times: least delay per quarter second,
 * two-state Kalman filter, no loop on any fill level.
 *
 * <p>Runs on one thread. Pure: no sockets, clocks or loggers; nothing is allocated for audio.
 */
@NullMarked
package io.crosspoint.pipeline.convert;

import org.jspecify.annotations.NullMarked;
