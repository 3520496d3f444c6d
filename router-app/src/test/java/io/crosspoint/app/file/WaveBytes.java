package io.crosspoint.app.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** WAV files made byte by byte, right and wrong. */
final class WaveBytes {

  private final ByteBuffer to = ByteBuffer.allocate(8 << 20).order(ByteOrder.LITTLE_ENDIAN);

  static WaveBytes riff() {
    return new WaveBytes().text("RIFF").int32(0).text("WAVE");
  }

  static WaveBytes rf64(long dataBytes) {
    return new WaveBytes().text("RF64").int32(-1).text("WAVE").text("ds64").int32(28).int64(0).int64(dataBytes).int64(0).int32(0);
  }

  WaveBytes text(String ascii) {
    to.put(ascii.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  WaveBytes int32(int value) {
    to.putInt(value);
    return this;
  }

  WaveBytes int64(long value) {
    to.putLong(value);
    return this;
  }

  /** Any chunk; the pad byte is the caller's business. */
  WaveBytes chunk(String id, int bytes) {
    text(id).int32(bytes);
    to.put(new byte[bytes]);
    return this;
  }

  WaveBytes pad() {
    to.put((byte) 0);
    return this;
  }

  WaveBytes format(int kind, int rateHz, int channels, int bits) {
    text("fmt ").int32(16);
    to.putShort((short) kind).putShort((short) channels).putInt(rateHz).putInt(rateHz * channels * bits / 8);
    to.putShort((short) (channels * bits / 8)).putShort((short) bits);
    return this;
  }

  WaveBytes data(int declared, byte[] audio) {
    text("data").int32(declared);
    to.put(audio);
    return this;
  }

  byte[] bytes() {
    byte[] bytes = new byte[to.position()];
    to.get(0, bytes);
    return bytes;
  }

  Path in(Path directory, String name) throws IOException {
    return Files.write(directory.resolve(name), bytes());
  }

  /** A stereo file of 24 bits whose sample says which frame of which file it is. */
  static Path numbered(Path directory, String name, int file, int frames) throws IOException {
    return numbered(directory, name, file, frames, 48_000);
  }

  static Path numbered(Path directory, String name, int file, int frames, int rateHz) throws IOException {
    ByteBuffer audio = ByteBuffer.allocate(6 * frames);
    for (int i = 0; i < frames; i++) {
      for (int channel = 0; channel < 2; channel++) {
        int sample = sample(file, i, channel) >> 8;
        audio.put((byte) sample).put((byte) (sample >> 8)).put((byte) (sample >> 16));
      }
    }
    return riff().format(1, rateHz, 2, 24).data(6 * frames, audio.array()).in(directory, name);
  }

  /** Left-justified. */
  static int sample(int file, int frame, int channel) {
    return ((file << 20 | frame) * 2 + channel + 1) << 8;
  }
}
