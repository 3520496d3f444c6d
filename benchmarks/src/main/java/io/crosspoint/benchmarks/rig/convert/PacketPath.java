package io.crosspoint.benchmarks.rig.convert;

import io.crosspoint.pipeline.convert.History;
import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.Kernel;
import io.crosspoint.pipeline.convert.ReadPointer;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Quantizer;
import io.crosspoint.pipeline.pcm.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** The way of an L24 packet's samples through the convert stage and into another L24 packet: what a resampled stream costs end to end. */
public final class PacketPath {

  private final Kernel kernel;
  private final History history;
  private final ReadPointer pointer = new ReadPointer();
  private final Interpolator interpolator;
  private final Quantizer quantizer = new Quantizer(24, 0);
  private final int channels;
  private final MemorySegment in;
  private final MemorySegment out;
  private final int[] received;
  private final double[][] block;
  private final int[] rounded;
  private final boolean isDithered;
  private long index;

  public PacketPath(int fromHz, int toHz, double ppm, int channels, Interpolator interpolator, boolean isDithered) {
    int frames = Converter.BLOCK_FRAMES;
    this.kernel = Kernel.between(fromHz, toHz);
    this.history = new History(channels, 16 * frames + 2 * kernel.taps());
    this.interpolator = interpolator;
    this.channels = channels;
    this.isDithered = isDithered;
    this.in = Arena.ofAuto().allocate(3L * frames * channels + 4, 8);
    this.out = Arena.ofAuto().allocate(3L * frames * channels + 4, 8);
    this.received = new int[frames * channels];
    this.block = new double[channels][frames];
    this.rounded = new int[frames * channels];
    SplittableRandom random = new SplittableRandom(1);
    for (long i = 0; i < in.byteSize(); i++) {
      in.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
    }
    pointer.moveTo(kernel.taps(), 0L);
    pointer.setStep(fromHz * (1 + ppm * 1e-6) / toHz);
  }

  /** Receives as many packets as one output packet of 48 frames needs, and makes that. */
  public MemorySegment packet() {
    long needed = pointer.index() + 3L * Converter.BLOCK_FRAMES + kernel.taps();
    while (history.end() < needed) {
      Samples.read(Encoding.L24, in, 0, received, 0, received.length);
      history.write(history.end(), Converter.BLOCK_FRAMES, received, 0);
    }
    interpolator.interpolate(kernel, history, pointer, block, 0, Converter.BLOCK_FRAMES);
    for (int i = 0; i < Converter.BLOCK_FRAMES; i++) {
      for (int channel = 0; channel < channels; channel++) {
        rounded[i * channels + channel] = quantizer.quantize(block[channel][i], index + i, channel, isDithered);
      }
    }
    Samples.write(Encoding.L24, rounded, 0, rounded.length, out, 0);
    index += Converter.BLOCK_FRAMES;
    return out;
  }
}
