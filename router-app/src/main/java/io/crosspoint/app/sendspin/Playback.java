package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.Kernel;
import io.crosspoint.pipeline.convert.ReadPointer;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Quantizer;
import java.io.IOException;

/**
 * Plays a stream: for each block of media indices it reads the stream where the server's clock then is, resampled, with the volume. Pure:
 * what the server's clock shows at an index is an argument.
 *
 * <p>Everything that begins or ends in the middle of audio does so under a fade of a block, and a block is only begun when the next one is
 * known to be there too, so that there is always time to fade out.
 */
final class Playback {

  /** Frames that are rendered at once, as a part of a second. */
  static final int BLOCKS_PER_S = 100;

  /** Off by more than this, playback is moved instead of corrected. */
  private static final double MOST_ERROR_S = 0.005;
  private static final long DECODE_AHEAD_NS = 200_000_000L;

  private final int rateHz;
  private final int bits;
  private final int blockFrames;
  private final Counters<SendspinCounter> counters;
  private final Interpolator interpolator = new ScalarInterpolator();
  private final ReadPointer pointer = new ReadPointer();
  private final Steering steering = new Steering();
  private final Quantizer quantizer;
  private final ChunkQueue queue;
  private final double[][] block;
  private StreamAudio audio;
  private Kernel kernel;
  private boolean isAudible;
  private boolean isFlowing;
  /** What sounds is void: fade it out, and forget it. */
  private boolean hasToStop;
  private double gain = 1;
  private double wantedGain = 1;
  private double errorS;

  /** What the server's clock shows when an index is heard. */
  @FunctionalInterface
  interface ServerTime {
    long atIndex(long index);
  }

  /** @param output of the input that this plays to; streams have as many channels */
  Playback(AudioFormat output, ChunkQueue queue, Counters<SendspinCounter> counters) {
    this.rateHz = output.rateHz();
    this.bits = 8 * output.encoding().bytesPerSample();
    this.blockFrames = output.rateHz() / BLOCKS_PER_S;
    this.queue = queue;
    this.counters = counters;
    this.quantizer = new Quantizer(bits, 31L * rateHz + output.channels());
    this.block = new double[output.channels()][blockFrames];
    this.audio = new StreamAudio(rateHz, output.channels());
    this.kernel = Kernel.between(rateHz, rateHz);
  }

  int blockFrames() {
    return blockFrames;
  }

  /** The server has begun or changed a stream. */
  void flow() {
    isFlowing = true;
  }

  /** All that waits is void; chunks that follow are played. */
  void clear() {
    queue.clear();
    hasToStop = true;
  }

  /** The stream is over. */
  void end() {
    clear();
    isFlowing = false;
  }

  /** Linear, reached within a block. */
  void setGain(double linear) {
    wantedGain = linear;
  }

  boolean isAudible() {
    return isAudible;
  }

  /** How far the position was from where it should be at the newest block, in seconds; positive when behind. */
  double errorS() {
    return errorS;
  }

  /** Source frames for each frame of the output. */
  double ratio() {
    return steering.ratio();
  }

  /**
   * Renders the block that begins at an index.
   *
   * @param to left-justified samples, interleaved
   * @return whether there is audio in it
   */
  boolean render(long index, ServerTime time, int[] to) {
    long fromNs = time.atIndex(index);
    long untilNs = time.atIndex(index + blockFrames);
    if (!isAudible && hasToStop) {
      hasToStop = false;
      audio.clear();
    }
    if (!hasToStop) {
      decode(fromNs, untilNs + DECODE_AHEAD_NS);
    }
    double begin = audio.positionAt(fromNs);
    double end = audio.positionAt(untilNs);
    double nominal = (end - begin) / blockFrames;
    double fadeFrom = 1;
    if (!isAudible) {
      audio.forgetBefore(begin);
      if (!audio.hasBegunAt(begin) || !audio.reaches(reach(begin, 2 * (end - begin)))) {
        gain = wantedGain;
        return false;
      }
      pointer.moveTo((long) Math.floor(begin), begin - Math.floor(begin));
      steering.set(nominal);
      fadeFrom = 0;
      isAudible = true;
    }
    double fadeTo = mayGoOn(begin, end - begin) ? 1 : 0;
    read(nominal);
    write(index, to, fadeFrom, fadeTo);
    isAudible = fadeTo > 0;
    return true;
  }

  private double position() {
    return pointer.index() + pointer.part();
  }

  private double reach(double from, double length) {
    return from + length + 0.5 * kernel.taps() + 1;
  }

  /** Whether the block after the present one can be played as well; why not is counted. */
  private boolean mayGoOn(double begin, double length) {
    double now = position();
    errorS = (begin - now) / audio.rateHz();
    if (hasToStop) {
      return false;
    }
    if (Math.abs(errorS) > MOST_ERROR_S) {
      counters.increment(SendspinCounter.RESYNCS);
      return false;
    }
    audio.forgetBefore(now - 1);
    if (!audio.reaches(reach(now, 2 * length))) {
      counters.increment(SendspinCounter.UNDERRUNS);
      return false;
    }
    return true;
  }

  private void read(double nominal) {
    double from = steering.ratio();
    double to = steering.next(nominal, errorS, 1.0 / BLOCKS_PER_S);
    pointer.setStep(from);
    pointer.setRamp((to - from) / blockFrames);
    audio.history().extendTo((long) reach(position(), blockFrames * to) + 1);
    interpolator.interpolate(kernel, audio.history(), pointer, block, 0, blockFrames);
  }

  private void write(long index, int[] to, double fadeFrom, double fadeTo) {
    int channels = block.length;
    double gainStep = (wantedGain - gain) / blockFrames;
    for (int i = 0; i < blockFrames; i++) {
      double part = (i + 0.5) / blockFrames;
      double fade = fadeFrom == fadeTo ? 1 : 0.5 + 0.5 * Math.cos(Math.PI * (fadeFrom > fadeTo ? part : 1 - part));
      double factor = (fadeFrom == 0 && fadeTo == 0 ? 0 : fade) * (gain + gainStep * i);
      for (int channel = 0; channel < channels; channel++) {
        to[i * channels + channel] = quantizer.quantize(block[channel][i] * factor, index + i, channel, bits < 24);
      }
    }
    gain = wantedGain;
  }

  /** Moves chunks whose time is near from the queue to the history. */
  private void decode(long nowNs, long untilNs) {
    for (ChunkQueue.Chunk chunk = queue.peek(); chunk != null && chunk.serverNs() < untilNs; chunk = queue.peek()) {
      StreamFormat format = chunk.decoder().format();
      boolean isOther = format.rateHz() != audio.rateHz();
      if (isOther && isAudible) {
        // First what is left of the old rate is played.
        return;
      }
      queue.remove();
      if (isOther) {
        audio = new StreamAudio(format.rateHz(), block.length);
        kernel = Kernel.between(format.rateHz(), rateHz);
      }
      take(chunk, nowNs);
    }
  }

  private void take(ChunkQueue.Chunk chunk, long nowNs) {
    try {
      int[] samples = chunk.decoder().decode(chunk.message(), Session.CHUNK_HEADER_BYTES);
      long lengthNs = samples.length / block.length * 1_000_000_000L / audio.rateHz();
      if (chunk.serverNs() + lengthNs < nowNs) {
        counters.increment(SendspinCounter.LATE_CHUNKS);
      } else if (!audio.add(chunk.serverNs(), samples)) {
        counters.increment(SendspinCounter.GAPS);
      }
    } catch (IOException undecodable) {
      counters.increment(SendspinCounter.BAD_CHUNKS);
    }
  }

  /** Whether the server has a stream open. */
  boolean isFlowing() {
    return isFlowing;
  }
}
