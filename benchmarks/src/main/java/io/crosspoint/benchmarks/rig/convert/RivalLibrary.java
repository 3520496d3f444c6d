package io.crosspoint.benchmarks.rig.convert;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/** One of the rivals' shims ({@code resampler.h}), loaded. */
final class RivalLibrary {

  private final MethodHandle open;
  private final MethodHandle process;
  private final MethodHandle close;

  private RivalLibrary(SymbolLookup lookup) {
    Linker linker = Linker.nativeLinker();
    this.open =
        linker.downcallHandle(
            lookup.findOrThrow("resampler_open"),
            FunctionDescriptor.of(
                ValueLayout.ADDRESS, ValueLayout.JAVA_DOUBLE, ValueLayout.JAVA_DOUBLE, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    this.process =
        linker.downcallHandle(
            lookup.findOrThrow("resampler_process"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG));
    this.close = linker.downcallHandle(lookup.findOrThrow("resampler_close"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
  }

  /** Empty where the shim was not built, or the library behind it is not installed. */
  static Optional<RivalLibrary> load(Path directory, String name) {
    try {
      return Optional.of(new RivalLibrary(SymbolLookup.libraryLookup(directory.resolve("libresampler_" + name + ".so"), Arena.global())));
    } catch (IllegalArgumentException missing) {
      return Optional.empty();
    }
  }

  Converter open(Conversion conversion, int channels, int quality) {
    return new Rival(conversion, channels, quality);
  }

  private final class Rival implements Converter {

    private static final int ROOM_FRAMES = 64 * BLOCK_FRAMES;

    private final Arena arena = Arena.ofConfined();
    private final int channels;
    private final MemorySegment state;
    private final MemorySegment in;
    private final MemorySegment made;

    Rival(Conversion conversion, int channels, int quality) {
      this.channels = channels;
      this.in = arena.allocate((long) BLOCK_FRAMES * channels * Float.BYTES, 64);
      this.made = arena.allocate((long) ROOM_FRAMES * channels * Float.BYTES, 64);
      try {
        this.state = (MemorySegment) open.invokeExact(conversion.ratio(), 1.0, channels, quality);
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
      if (state.address() == 0) {
        throw new IllegalStateException("refused: " + conversion);
      }
    }

    @Override
    public int process(double[][] from, int frames, double[][] out, int at) {
      for (int i = 0; i < frames; i++) {
        for (int channel = 0; channel < channels; channel++) {
          in.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * channels + channel, (float) from[channel][i]);
        }
      }
      int count = (int) run(frames);
      for (int i = 0; i < count; i++) {
        for (int channel = 0; channel < channels; channel++) {
          out[channel][at + i] = made.getAtIndex(ValueLayout.JAVA_FLOAT, (long) i * channels + channel);
        }
      }
      return count;
    }

    @Override
    public long repeat(int blocks) {
      SplittableRandom random = new SplittableRandom(1);
      for (long i = 0; i < (long) BLOCK_FRAMES * channels; i++) {
        in.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
      }
      long frames = 0;
      for (int block = 0; block < blocks; block++) {
        frames += run(BLOCK_FRAMES);
      }
      return frames;
    }

    private long run(int frames) {
      long count;
      try {
        count = (long) process.invokeExact(state, in, (long) frames, made, (long) ROOM_FRAMES);
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
      if (count < 0) {
        throw new IllegalStateException("the rival failed");
      }
      return count;
    }

    @Override
    public void close() {
      try {
        close.invokeExact(state);
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
      arena.close();
    }
  }
}
