package io.crosspoint.app.sendspin;

import java.nio.ByteBuffer;

/** FLAC as RFC 9639 lays it down, in its plainest form: 48 kHz, one channel, 24 bits, every sample verbatim. */
final class FlacBytes {

  private static final int STREAMINFO_BYTES = 34;
  private static final int MOST_NUMBER = 0x7FF;

  private FlacBytes() {}

  /** The marker and a STREAMINFO block that is the last one (sections 8.1 and 8.2). */
  static byte[] header(int blockFrames) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + STREAMINFO_BYTES);
    bytes.putInt(0x664C_6143).putInt(0x8000_0000 | STREAMINFO_BYTES);
    bytes.putShort((short) blockFrames).putShort((short) blockFrames).position(18);
    // 20 bits of rate, 3 of channels less one, 5 of width less one, 36 of a length that nobody knows.
    bytes.putLong(48_000L << 44 | 0L << 41 | 23L << 36);
    return bytes.array();
  }

  /** One frame (section 9), which stands for itself. */
  static byte[] frame(int number, int[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + 3 * samples.length);
    // Fixed block size, told as 16 bits; 48 kHz; one channel of 24 bits.
    bytes.putShort((short) 0xFFF8).put((byte) 0x7A).put((byte) 0x0C);
    int wrapped = number & MOST_NUMBER;
    if (wrapped < 0x80) {
      bytes.put((byte) wrapped);
    } else {
      bytes.put((byte) (0xC0 | wrapped >> 6)).put((byte) (0x80 | wrapped & 0x3F));
    }
    bytes.putShort((short) (samples.length - 1));
    bytes.put((byte) crc(bytes, 8, 0x07));
    // A verbatim subframe without wasted bits.
    bytes.put((byte) 0x02);
    for (int sample : samples) {
      bytes.put((byte) (sample >> 16)).putShort((short) sample);
    }
    bytes.putShort((short) crc(bytes, 16, 0x8005));
    byte[] frame = new byte[bytes.flip().remaining()];
    bytes.get(frame);
    return frame;
  }

  private static int crc(ByteBuffer bytes, int width, int polynomial) {
    int crc = 0;
    for (int at = 0; at < bytes.position(); at++) {
      crc ^= (bytes.get(at) & 0xFF) << (width - 8);
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1 << (width - 1)) == 0 ? crc << 1 : crc << 1 ^ polynomial;
      }
    }
    return crc & (1 << width) - 1;
  }
}
