package io.crosspoint.ptp.clock;

/**
 * The media clock of one sample rate: media index = sample periods since the PTP epoch, in exact integer arithmetic
 * (AES67-2018 clause 6; ST 2110-10 clause 7.3).
 *
 * <p>{@code indexOf(timeOf(i)) == i} for every index: {@link #timeOf} rounds up to the first nanosecond that belongs to the index.
 * Split into seconds first, because {@code ptpNs * rateHz} does not fit 64 bits.
 */
public record MediaClock(int rateHz) {

  private static final long NS_PER_S = 1_000_000_000L;

  public MediaClock {
    if (rateHz <= 0 || rateHz > 1_000_000) {
      throw new IllegalArgumentException("sample rate out of range: " + rateHz);
    }
  }

  /** Index of the sample period that contains a PTP time; negative times give negative indices. */
  public long indexOf(long ptpNs) {
    long seconds = Math.floorDiv(ptpNs, NS_PER_S);
    long nanos = Math.floorMod(ptpNs, NS_PER_S);
    return seconds * rateHz + nanos * rateHz / NS_PER_S;
  }

  /** First PTP nanosecond of a sample period. */
  public long timeOf(long index) {
    long seconds = Math.floorDiv(index, (long) rateHz);
    long frames = Math.floorMod(index, (long) rateHz);
    return seconds * NS_PER_S + (frames * NS_PER_S + rateHz - 1) / rateHz;
  }

  /**
   * The 64-bit index that an RTP timestamp means, given an index within 2^31 frames of it.
   *
   * @param rtp the timestamp on the wire (unsigned 32 bits in an int)
   * @param offset the stream's {@code mediaclk:direct} offset (RFC 7273 clause 5.2), unsigned 32 bits in an int
   */
  public static long unwrap(int rtp, int offset, long nearIndex) {
    return nearIndex + (rtp - offset - (int) nearIndex);
  }

  /** The RTP timestamp of an index: its low 32 bits plus the stream's offset. */
  public static int rtpOf(long index, int offset) {
    return (int) index + offset;
  }
}
