package io.crosspoint.pipeline.convert;

/**
 * The inner loop of a resampler: a kernel over a history, frame after frame. Coefficients are computed once for each output frame and
 * shared by all channels.
 *
 * <p><b>Thread:</b> belongs to one thread, which may use it for any number of streams; allocates nothing.
 */
public interface Interpolator {

  /**
   * Reads {@code frames} frames and moves the pointer past them. The caller sees to it that the history reaches from N/2 − 1 frames before
   * the pointer to N/2 behind its last position.
   *
   * @param to one array for each channel
   * @param at where to write in them
   */
  void interpolate(Kernel kernel, History from, ReadPointer pointer, double[][] to, int at, int frames);
}
