package io.crosspoint.pipeline.pcm;

/** How a sample stands on the wire. All are big-endian, interleaved by frame. */
public enum Encoding {
  /** 16-bit linear PCM (RFC 3551 clause 4.5.11). */
  L16(2),
  /** 24-bit linear PCM (RFC 3190 clause 4). */
  L24(3),
  /** AES3 subframes, 32 bits each (ST 2110-31): carried whole and never altered, because they may not be audio. */
  AM824(4);

  private final int bytesPerSample;

  Encoding(int bytesPerSample) {
    this.bytesPerSample = bytesPerSample;
  }

  public int bytesPerSample() {
    return bytesPerSample;
  }
}
