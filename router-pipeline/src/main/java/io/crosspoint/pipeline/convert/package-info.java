/**
 * The second stage: brings inputs onto the router's clock and rate. What is on both already passes untouched: render reads the very
 * timeline that place wrote. Everything else is resampled, from where its sender's clock says that it is.
 *
 * <h2>As a library</h2>
 *
 * <p>The resampler stands on its own: {@link io.crosspoint.pipeline.convert.Resampler} for blocks of audio at any ratio,
 * {@link io.crosspoint.pipeline.convert.Kernel} for the filters, {@link io.crosspoint.pipeline.convert.DriftEstimator} for the rate of a
 * clock that is only seen through a network. None of them needs a router, a thread or a clock around it; the jars of router-pipeline and
 * router-ptp are all they need. This turns 44.1 kHz of a player that runs 100 ppm fast into the 48 kHz of the house:
 *
 * <pre>{@code
 * import io.crosspoint.pipeline.convert.Interpolator;
 * import io.crosspoint.pipeline.convert.Kernel;
 * import io.crosspoint.pipeline.convert.Resampler;
 * import io.crosspoint.pipeline.convert.ScalarInterpolator;
 * import java.util.Arrays;
 *
 * public class Player {
 *   private static final int BLOCK = 441;
 *
 *   // One array for each channel, in and out.
 *   public static double[][] toHouseRate(double[][] player) {
 *     // Vectors where the JVM has them: java --add-modules jdk.incubator.vector
 *     Interpolator interpolator = Interpolator.vector().orElseGet(ScalarInterpolator::new);
 *     Resampler resampler = new Resampler(Kernel.between(44_100, 48_000), player.length, BLOCK, interpolator);
 *     resampler.setRatio(44_100 / 48_000.0 * (1 + 100e-6)); // input frames for each output frame
 *     double[][] house = new double[player.length][player[0].length * 48_000 / 44_100 + 1];
 *     int frames = 0;
 *     for (int at = 0; at + BLOCK <= player[0].length; at += BLOCK) {
 *       resampler.write(player, at, BLOCK);
 *       frames += resampler.read(house, frames, house[0].length - frames);
 *     }
 *     for (int channel = 0; channel < house.length; channel++) {
 *       house[channel] = Arrays.copyOf(house[channel], frames);
 *     }
 *     return house;
 *   }
 * }
 * }</pre>
 *
 * <p>Several stereo streams of one sender clock are cheaper as the channels of one resampler: the coefficients of an output frame are
 * computed once for all channels. A ratio that changes is to be changed with {@link io.crosspoint.pipeline.convert.Resampler#rampTo}.
 *
 * <h2>How it works</h2>
 *
 * <p>A kernel is a continuous function of time, kept as piecewise cubics in double precision, so every output frame has the
 * exact filter of its own fractional position. The position is a 128-bit fixed-point number that moves by a step, and the step itself
 * moves by a constant from frame to frame. The rate comes from RTP timestamps against PTP arrival times: least delay per quarter second,
 * two-state Kalman filter, no loop on any fill level.
 *
 * <p>Runs on one thread. Pure: no sockets, clocks or loggers; nothing is allocated for audio.
 */
@NullMarked
package io.crosspoint.pipeline.convert;

import org.jspecify.annotations.NullMarked;
