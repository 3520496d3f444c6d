package io.crosspoint.app.talk;

import io.crosspoint.pipeline.pcm.Encoding;

/**
 * Samples that tell their own media time. With W bits to a sample,
 *
 * <pre>   sample = ((mediaIndex + stream · 2^B) · 0x9E3779B1 + channel · 0x85EBCA6B)  mod 2^W </pre>
 *
 * Multiplying by an odd number is a bijection of W-bit words, so one sample and its channel give back {@code mediaIndex + stream · 2^B}
 * modulo 2^W: from which millisecond it is, and of which stream. A listener that subtracts it from the index in the packet's own timestamp
 * has the latency of the route in frames and the stream's number, without any clock. To the ear and to a meter it is full-scale noise.
 *
 * <p>{@code B} leaves latencies below 2^B frames to be told apart from stream numbers: 14, 17 and 24 bits for L16, L24 and AM824
 * (0.34 s, 2.7 s, 350 s at 48 kHz), and streams up to 4, 128 and 256, after which numbers repeat.
 */
public final class CounterPattern implements TestSignal {

  private static final int INDEX_FACTOR = 0x9E37_79B1;
  private static final int CHANNEL_FACTOR = 0x85EB_CA6B;
  private static final int INVERSE = inverse(INDEX_FACTOR);

  private final int shift;
  private final int latencyBits;

  public CounterPattern(Encoding encoding) {
    this.shift = 32 - 8 * encoding.bytesPerSample();
    this.latencyBits =
        switch (encoding) {
          case L16 -> 14;
          case L24 -> 17;
          case AM824 -> 24;
        };
  }

  @Override
  public int sample(long mediaIndex, int stream, int channel) {
    return at(shifted((int) mediaIndex, stream), channel);
  }

  /** The sample at a marked index: {@code mediaIndex + stream · 2^B}, modulo 2^W. */
  public int at(int marked, int channel) {
    return (marked * INDEX_FACTOR + channel * CHANNEL_FACTOR) << shift;
  }

  /** The marked index of another stream at the media time of this one. */
  public int shifted(int marked, int streams) {
    return marked + (streams << latencyBits);
  }

  /**
   * How far behind the timestamp of its packet a sample is, as one word that {@link #latencyFrames} and {@link #stream} take apart.
   *
   * @param rtpIndex low bits of the media index that the packet's timestamp gives this frame
   * @param sample left-justified
   */
  public int lag(int rtpIndex, int sample, int channel) {
    int marked = ((sample >>> shift) - channel * CHANNEL_FACTOR) * INVERSE;
    return ((rtpIndex - marked) << shift) >>> shift;
  }

  /** Frames from the pattern's media time to the packet's. */
  public int latencyFrames(int lag) {
    return lag & ((1 << latencyBits) - 1);
  }

  /** Number of the stream that the talker sent this in. */
  public int stream(int lag) {
    return -(lag >>> latencyBits) & ((1 << (32 - shift - latencyBits)) - 1);
  }

  /** Newton's iteration: every step doubles the number of right bits. */
  private static int inverse(int odd) {
    int x = odd;
    for (int i = 0; i < 5; i++) {
      x *= 2 - odd * x;
    }
    return x;
  }
}
