package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;

/** Audio whose every sample tells the media index that it belongs to, left-justified in 32 bits. */
public final class Pattern {

  private Pattern() {}

  /** A sample of channel {@code channel} of the stream {@code seed} at a media index; its bits below the width are zero. */
  public static int sample(Encoding encoding, int seed, long index, int channel) {
    int bits = 8 * encoding.bytesPerSample();
    int value = (int) index * 0x9E37_79B1 + channel * 0x85EB_CA77 + seed * 0xC2B2_AE3D;
    return value << (32 - bits);
  }

  /** Encodes frames without any help from the code under test. */
  static void write(AudioFormat format, int seed, long index, int frames, byte[] to, int at) {
    int width = format.encoding().bytesPerSample();
    int position = at;
    for (int i = 0; i < frames; i++) {
      for (int channel = 0; channel < format.channels(); channel++) {
        int sample = sample(format.encoding(), seed, index + i, channel);
        for (int octet = 0; octet < width; octet++) {
          to[position++] = (byte) (sample >> (24 - 8 * octet));
        }
      }
    }
  }

  /** Decodes one sample, left-justified, without any help from the code under test. */
  static int read(Encoding encoding, byte[] from, int at) {
    int sample = 0;
    for (int octet = 0; octet < encoding.bytesPerSample(); octet++) {
      sample |= (from[at + octet] & 0xFF) << (24 - 8 * octet);
    }
    return sample;
  }
}
