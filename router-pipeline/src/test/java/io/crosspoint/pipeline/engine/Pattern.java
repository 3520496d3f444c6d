package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Audio whose every sample tells the media index that it belongs to, left-justified in 32 bits. */
public final class Pattern {

  /** Buffers need this many bytes behind the last sample: whole words are stored. */
  static final int SLACK_BYTES = 8;

  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int PER_FRAME = 0x9E37_79B1;
  private static final int PER_CHANNEL = 0x85EB_CA77;
  private static final int PER_STREAM = 0xC2B2_AE3D;

  private Pattern() {}

  /** A sample of channel {@code channel} of the stream {@code seed} at a media index; its bits below the width are zero. */
  public static int sample(Encoding encoding, int seed, long index, int channel) {
    return ((int) index * PER_FRAME + channel * PER_CHANNEL + seed * PER_STREAM) << shift(encoding);
  }

  private static int shift(Encoding encoding) {
    return 32 - 8 * encoding.bytesPerSample();
  }

  /** Encodes frames without any help from the code under test. */
  static void write(AudioFormat format, int seed, long index, int frames, byte[] to, int at) {
    write(format.encoding(), format, seed, index, frames, to, at);
  }

  /**
   * Encodes frames of a pattern in another format than it was made for, which must be at least as wide.
   *
   * @param madeFor encoding of the stream that the pattern was sent in
   */
  static void write(Encoding madeFor, AudioFormat format, int seed, long index, int frames, byte[] to, int at) {
    int shift = shift(madeFor);
    int channels = format.channels();
    int base = (int) index * PER_FRAME + seed * PER_STREAM;
    if (channels == 2 && format.encoding() == Encoding.L24) {
      writeStereo24(base, shift, frames, to, at);
      return;
    }
    int width = format.encoding().bytesPerSample();
    int position = at;
    for (int i = 0; i < frames; i++) {
      int value = base;
      for (int channel = 0; channel < channels; channel++) {
        INT.set(to, position, value << shift);
        position += width;
        value += PER_CHANNEL;
      }
      base += PER_FRAME;
    }
  }

  /** A frame in one store of 8 bytes, of which the next frame overwrites the last two: days of simulated audio go through here. */
  private static void writeStereo24(int from, int shift, int frames, byte[] to, int at) {
    int base = from;
    for (int i = 0; i < frames; i++) {
      long left = Integer.toUnsignedLong((base << shift) & 0xFFFF_FF00) << 32;
      long right = Integer.toUnsignedLong(((base + PER_CHANNEL) << shift) & 0xFFFF_FF00) << 8;
      LONG.set(to, at + 6 * i, left | right);
      base += PER_FRAME;
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
