package io.crosspoint.pipeline.convert;

import java.util.Optional;

/**
 * The inner loop of a resampler: a kernel over a history, frame after frame. Coefficients are computed once for each output frame and
 * shared by all channels.
 *
 * <p>There are two, which agree but for the last bits, since they add in another order: {@link ScalarInterpolator} runs anywhere,
 * {@link #vector} where the JVM was started with its module.
 *
 * <p><b>Thread:</b> belongs to one thread, which may use it for any number of streams; allocates nothing.
 */
public interface Interpolator {

  /**
   * A new interpolator that computes in vector registers. It needs some thousand blocks before it is compiled, of which the first take
   * milliseconds each.
   *
   * @return empty unless the JVM was started with {@code --add-modules jdk.incubator.vector}
   */
  static Optional<Interpolator> vector() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return Optional.empty();
    }
    try {
      // By name: a reference would be resolved, and fail, on a JVM without the module.
      Class<?> type = Class.forName(Interpolator.class.getPackageName() + ".VectorInterpolator");
      return Optional.of((Interpolator) type.getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError unsuitable) {
      // The module is there in a shape that this build does not know: it incubates, so its interface may change.
      return Optional.empty();
    }
  }

  /**
   * Reads {@code frames} frames and moves the pointer past them. The caller sees to it that the history reaches from N/2 − 1 frames before
   * the pointer to N/2 behind its last position.
   *
   * @param to one array for each channel
   * @param at where to write in them
   */
  void interpolate(Kernel kernel, History from, ReadPointer pointer, double[][] to, int at, int frames);
}
