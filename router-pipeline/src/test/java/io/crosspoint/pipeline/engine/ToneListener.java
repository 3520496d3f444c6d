package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.convert.SineFit;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;

/**
 * Hears a tone on the first channel of an output and judges it window by window: what is left beside it, and how late it is against where
 * the talker had it.
 */
public final class ToneListener implements Simulation.Listener {

  private static final int WINDOW = 2400;

  private final int output;
  private final AudioFormat format;
  private final MediaClock clock;
  private final long startPtpNs;
  private final double toneHz;
  private final int talkerHz;
  private final DoubleUnaryOperator frameAt;
  private final double[] window = new double[WINDOW];
  private final byte[] packet = new byte[4096];

  private long windowIndex = Long.MIN_VALUE;
  private int held;
  private int every = 1;
  private int number;
  private double worstDb;
  private double worstResidual;
  private double leastLatencyS;
  private double mostLatencyS;
  private double sumLatency2;
  private double sumLatency;
  private int windows;
  private long silentFrames;
  private long frames;
  private double worstClick;
  /** Of the tone in each frame of this window, as the talker's clock has it. */
  private double radians;
  private double last;
  private double beforeLast;

  /** @param frameAt the talker's frame at a plant time, s after the start */
  public ToneListener(int output, OutputSpec spec, long startPtpNs, double toneHz, int talkerHz, DoubleUnaryOperator frameAt) {
    this.output = output;
    this.format = spec.format();
    this.clock = new MediaClock(format.rateHz());
    this.startPtpNs = startPtpNs;
    this.toneHz = toneHz;
    this.talkerHz = talkerHz;
    this.frameAt = frameAt;
    reset();
  }

  /** Judges only one window of so many. */
  public ToneListener every(int windowsBetween) {
    every = windowsBetween;
    return this;
  }

  public void reset() {
    worstDb = Double.NEGATIVE_INFINITY;
    worstResidual = 0;
    leastLatencyS = Double.POSITIVE_INFINITY;
    mostLatencyS = Double.NEGATIVE_INFINITY;
    sumLatency = 0;
    sumLatency2 = 0;
    windows = 0;
    silentFrames = 0;
    frames = 0;
    worstClick = 0;
    held = 0;
    number = 0;
  }

  @Override
  public void onPacket(int sender, MemorySegment memory, int offset, int length, long sentPtpNs) {
    if (sender != output) {
      return;
    }
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, packet, 0, length);
    long index = MediaClock.unwrap(Pattern.read(Encoding.AM824, packet, 4), 0, clock.indexOf(sentPtpNs));
    for (int at = 12; at < length; at += format.frameBytes()) {
      hear(index++, Pattern.read(format.encoding(), packet, at) / 2147483648.0);
    }
  }

  private void hear(long index, double sample) {
    frames++;
    silentFrames += sample == 0 ? 1 : 0;
    if (held == 0) {
      windowIndex = index;
      double startS = (clock.timeOf(index) - startPtpNs) * 1e-9;
      double frames = frameAt.applyAsDouble(startS + 0.05) - frameAt.applyAsDouble(startS);
      radians = 2 * Math.PI * toneHz / talkerHz * frames / (0.05 * format.rateHz());
    }
    window[held++] = sample;
    // A tone follows from its last two samples; what breaks that rule is a click, however small, and a slow change of pitch is not.
    worstClick = Math.max(worstClick, Math.abs(sample - 2 * Math.cos(radians) * last + beforeLast));
    beforeLast = last;
    last = sample;
    if (held == WINDOW) {
      held = 0;
      if (number++ % every == 0) {
        judge();
      }
    }
  }

  private void judge() {
    double startS = (clock.timeOf(windowIndex) - startPtpNs) * 1e-9;
    double middleS = startS + WINDOW / 2.0 / format.rateHz();
    SineFit fit = new SineFit(window, 0, WINDOW, radians, 2);
    worstDb = Math.max(worstDb, fit.residualDb());
    worstResidual = Math.max(worstResidual, fit.worstResidual());
    double heard = fit.phase() + radians * WINDOW / 2;
    double sent = 2 * Math.PI * toneHz / talkerHz * frameAt.applyAsDouble(middleS);
    double latencyS = Math.IEEEremainder(sent - heard, 2 * Math.PI) / (2 * Math.PI * toneHz);
    leastLatencyS = Math.min(leastLatencyS, latencyS);
    mostLatencyS = Math.max(mostLatencyS, latencyS);
    sumLatency += latencyS;
    sumLatency2 += latencyS * latencyS;
    windows++;
  }

  /** The worst window's ratio of everything else to the tone. */
  public double worstDb() {
    return worstDb;
  }

  /** The largest single deviation from a tone, full scale 1. */
  public double worstResidual() {
    return worstResidual;
  }

  /** Modulo the tone's period, between −½ and ½ of it. */
  public double leastLatencyS() {
    return leastLatencyS;
  }

  public double mostLatencyS() {
    return mostLatencyS;
  }

  public double latencyRmsS() {
    double mean = sumLatency / windows;
    return Math.sqrt(Math.max(0, sumLatency2 / windows - mean * mean));
  }

  public long silentFrames() {
    return silentFrames;
  }

  public long frames() {
    return frames;
  }

  /** The largest deviation of a sample from what the two before it foretell, full scale 1; rounding to 24 bits alone makes 2.4e-7. */
  public double worstClick() {
    return worstClick;
  }
}
