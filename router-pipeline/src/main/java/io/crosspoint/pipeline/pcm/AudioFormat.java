package io.crosspoint.pipeline.pcm;

/** What an AES67 session describes as {@code L24/48000/2}. */
public record AudioFormat(Encoding encoding, int rateHz, int channels) {

  /** Bytes of one frame on the wire. */
  public int frameBytes() {
    return encoding.bytesPerSample() * channels;
  }

  @Override
  public String toString() {
    return encoding + "/" + rateHz + "/" + channels;
  }
}
