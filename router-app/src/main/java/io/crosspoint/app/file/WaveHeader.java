package io.crosspoint.app.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the chunks of a WAV, RF64 (EBU Tech 3306) or BW64 file say, found by walking them one after the other. Chunks of other kinds and
 * sizes are passed over; a writer that forgot the pad byte behind an odd chunk is forgiven.
 *
 * @param sampleBytes 2, 3 or 4
 * @param dataAt where the audio begins in the file
 * @param dataBytes audio that is really there, whole frames
 * @param isTruncated whether the header declares more
 */
record WaveHeader(
    int rateHz, int channels, int sampleBytes, boolean isFloat, long dataAt, long dataBytes, boolean isTruncated) {

  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int MOST_CHANNELS = 64;
  private static final int MOST_CHUNKS = 1_000;
  private static final int MOST_FORMAT_BYTES = 64;
  /** In a size field: the size stands in ds64, or a writer to a pipe never learned it. */
  private static final long UNKNOWN = 0xFFFF_FFFFL;

  int frameBytes() {
    return channels * sampleBytes;
  }

  /** @throws IOException saying what is wrong with the file */
  static WaveHeader read(FileChannel file) throws IOException {
    long at = 12;
    long wideDataBytes = -1;
    ByteBuffer format = null;
    for (int i = 0; i < MOST_CHUNKS; i++) {
      ByteBuffer head = bytes(file, at, 8);
      if (!isIdentifier(head) && i > 0 && isIdentifier(bytes(file, at - 1, 8))) {
        at--;
        head = bytes(file, at, 8);
      }
      long size = head.getInt(4) & 0xFFFF_FFFFL;
      switch (identifier(head)) {
        case "ds64" -> wideDataBytes = bytes(file, at + 8, 16).getLong(8);
        case "fmt " -> format = bytes(file, at + 8, (int) Math.min(size, MOST_FORMAT_BYTES));
        case "data" -> {
          return of(format, at + 8, size == UNKNOWN ? wideDataBytes : size, file.size());
        }
        default -> {}
      }
      at += 8 + size + (size & 1);
    }
    throw new IOException("has more than " + MOST_CHUNKS + " chunks and no audio");
  }

  private static WaveHeader of(@Nullable ByteBuffer format, long dataAt, long declaredBytes, long fileBytes) throws IOException {
    if (format == null || format.limit() < 16) {
      throw new IOException("has audio before it says in what format");
    }
    int kind = format.getShort(0) & 0xFFFF;
    if (kind == EXTENSIBLE && format.limit() >= 26) {
      // The real kind is the beginning of the subformat's GUID.
      kind = format.getShort(24) & 0xFFFF;
    }
    int channels = format.getShort(2) & 0xFFFF;
    int rateHz = format.getInt(4);
    int frameBytes = format.getShort(12) & 0xFFFF;
    int bits = format.getShort(14) & 0xFFFF;
    boolean isLegal = kind == PCM ? bits == 16 || bits == 24 || bits == 32 : kind == IEEE_FLOAT && bits == 32;
    if (!isLegal) {
      throw new IOException(
          "is of WAV format " + kind + " with " + bits + " bits; 16, 24 and 32 bits of PCM and 32 bits of float are read");
    }
    if (channels < 1 || channels > MOST_CHANNELS || rateHz <= 0 || frameBytes != channels * bits / 8) {
      throw new IOException("has an impossible header: " + channels + " channels, " + rateHz + " Hz, " + frameBytes + " bytes per frame");
    }
    long thereBytes = fileBytes - dataAt;
    boolean isOpenEnded = declaredBytes <= 0;
    long bytes = isOpenEnded ? thereBytes : Math.min(thereBytes, declaredBytes);
    boolean isTruncated = !isOpenEnded && thereBytes < declaredBytes;
    return new WaveHeader(rateHz, channels, bits / 8, kind == IEEE_FLOAT, dataAt, bytes - bytes % frameBytes, isTruncated);
  }

  private static boolean isIdentifier(ByteBuffer head) {
    for (int i = 0; i < 4; i++) {
      if (head.get(i) < ' ' || head.get(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static String identifier(ByteBuffer head) {
    byte[] letters = new byte[4];
    head.get(0, letters);
    return new String(letters, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer bytes(FileChannel file, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("the file ends at byte " + (at + bytes.position()));
      }
    }
    return bytes;
  }
}
