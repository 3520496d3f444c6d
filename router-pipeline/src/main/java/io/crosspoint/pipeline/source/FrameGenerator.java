package io.crosspoint.pipeline.source;

/** Audio as a function of media index: whoever asks for the same index gets the same samples, on any host. */
@FunctionalInterface
public interface FrameGenerator {

  /**
   * Computes frames.
   *
   * @param samples interleaved, left-justified, from 0 on
   */
  void generate(long firstIndex, int frames, int[] samples);
}
