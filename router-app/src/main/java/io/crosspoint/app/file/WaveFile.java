package io.crosspoint.app.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A WAV, RF64 or BWF file. */
final class WaveFile implements AudioFile {

  private static final int BLOCK_BYTES = 1 << 16;

  private final FileChannel file;
  private final WaveHeader header;
  private final ByteBuffer block;
  private long nextByte;
  private boolean isShortened;

  private WaveFile(FileChannel file, WaveHeader header) {
    this.file = file;
    this.header = header;
    this.block = ByteBuffer.allocateDirect(BLOCK_BYTES - BLOCK_BYTES % header.frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  static WaveFile open(FileChannel file) throws IOException {
    return new WaveFile(file, WaveHeader.read(file));
  }

  @Override
  public int rateHz() {
    return header.rateHz();
  }

  @Override
  public int channels() {
    return header.channels();
  }

  @Override
  public int bits() {
    return 8 * header.sampleBytes();
  }

  @Override
  public long frames() {
    return header.dataBytes() / header.frameBytes();
  }

  @Override
  public boolean isTruncated() {
    return header.isTruncated() || isShortened;
  }

  @Override
  public int read(int[] to, int frames) throws IOException {
    long left = (header.dataBytes() - nextByte) / header.frameBytes();
    int wanted = (int) Math.min(Math.min(frames, left), block.capacity() / header.frameBytes());
    if (wanted <= 0) {
      return -1;
    }
    block.clear().limit(wanted * header.frameBytes());
    while (block.hasRemaining() && file.read(block, header.dataAt() + nextByte + block.position()) >= 0) {
      Thread.onSpinWait();
    }
    int read = block.position() / header.frameBytes();
    // Somebody cut the file while it was being played.
    isShortened = read < wanted;
    nextByte += (long) read * header.frameBytes();
    decode(to, read * header.channels());
    return read == 0 ? -1 : read;
  }

  private void decode(int[] to, int samples) {
    switch (header.sampleBytes()) {
      case 2 -> {
        for (int i = 0; i < samples; i++) {
          to[i] = block.getShort(2 * i) << 16;
        }
      }
      case 3 -> {
        for (int i = 0; i < samples; i++) {
          to[i] = (block.getShort(3 * i) & 0xFFFF) << 8 | block.get(3 * i + 2) << 24;
        }
      }
      default -> {
        for (int i = 0; i < samples; i++) {
          to[i] = header.isFloat() ? ofFloat(block.getFloat(4 * i)) : block.getInt(4 * i);
        }
      }
    }
  }

  /** Full scale is ±1; beyond it saturates, and NaN, which is no sound, is silence (the cast sees to both). */
  static int ofFloat(float sample) {
    return (int) Math.rint(sample * 0x1p31);
  }

  @Override
  public void skip(long frames) {
    nextByte = Math.min(header.dataBytes(), nextByte + frames * header.frameBytes());
  }

  @Override
  public void close() {
    Quietly.close(file);
  }
}
