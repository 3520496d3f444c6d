package io.crosspoint.pipeline;

/**
 * What makes an input a timestamped source: audio that a program writes, instead of packets.
 *
 * @param windowFrames how far ahead of the transmitter may be written, in frames of the input's rate
 * @param holes what stands in for frames that were not written in time
 */
public record SourceSpec(int windowFrames, Holes holes) {

  /** What is heard where nothing was written. */
  public enum Holes {
    /** Silence of exactly the hole's length. */
    SILENCE,
    /** The audio before the hole, mirrored in time and faded out within 10 ms, then silence. Frames that were written stay as they are. */
    CONCEAL
  }
}
