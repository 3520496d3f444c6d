package io.crosspoint.app.record;

import io.crosspoint.pipeline.pcm.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The header of a Broadcast Wave file: RIFF, a reserved chunk that becomes ds64 when the file outgrows 4 GB, bext, fmt, data. Its length
 * depends on the format only, so it can be written again in place while the file grows.
 *
 * @param description what the operator finds in the file, ASCII
 * @param firstIndex media index of the first frame
 * @param utcOffsetSeconds plant time minus UTC
 */
record BroadcastWave(AudioFormat format, String originator, String description, long firstIndex, int utcOffsetSeconds) {

  private static final long LIMIT_BYTES = 0xFFFF_FFFFL;
  private static final int DS64_BYTES = 28;
  private static final int BEXT_FIXED_BYTES = 602;
  private static final int PCM = 1;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final long SECONDS_PER_DAY = 86_400;
  /** The rest of every subformat GUID that stands for a plain format number (0000xxxx-0000-0010-8000-00AA00389B71). */
  private static final byte[] GUID_TAIL = {0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71};

  /** UTC of the first frame, to the second below. */
  LocalDateTime origin() {
    return LocalDateTime.ofEpochSecond(Math.floorDiv(firstIndex, (long) format.rateHz()) - utcOffsetSeconds, 0, ZoneOffset.UTC);
  }

  /** Sample periods since midnight UTC of {@link #origin}'s day (EBU Tech 3285, TimeReference). */
  long timeReference() {
    return Math.floorMod(firstIndex - (long) utcOffsetSeconds * format.rateHz(), SECONDS_PER_DAY * format.rateHz());
  }

  /** Bytes before the audio. */
  int lengthBytes() {
    return 12 + 8 + DS64_BYTES + 8 + bextBytes() + 8 + formatBytes() + 8;
  }

  /**
   * The header of a file that has so much audio by now.
   *
   * @param limitBytes the largest size that 32 bits are trusted with
   */
  ByteBuffer bytes(long dataBytes, long limitBytes) {
    long padded = dataBytes + (dataBytes & 1);
    long riffBytes = lengthBytes() - 8 + padded;
    boolean isWide = riffBytes > limitBytes;
    ByteBuffer to = ByteBuffer.allocate(lengthBytes()).order(ByteOrder.LITTLE_ENDIAN);
    text(to, isWide ? "RF64" : "RIFF", 4).putInt((int) (isWide ? LIMIT_BYTES : riffBytes));
    text(to, "WAVE", 4);
    text(to, isWide ? "ds64" : "JUNK", 4).putInt(DS64_BYTES);
    if (isWide) {
      to.putLong(riffBytes).putLong(dataBytes).putLong(dataBytes / format.frameBytes()).putInt(0);
    } else {
      to.position(to.position() + DS64_BYTES);
    }
    putBext(to);
    putFormat(to);
    text(to, "data", 4).putInt((int) (isWide ? LIMIT_BYTES : dataBytes));
    return to.flip();
  }

  private void putBext(ByteBuffer to) {
    text(to, "bext", 4).putInt(bextBytes());
    text(to, description, 256);
    text(to, originator, 32);
    text(to, "", 32);
    text(to, DateTimeFormatter.ofPattern("yyyy-MM-dd").format(origin()), 10);
    text(to, DateTimeFormatter.ofPattern("HH:mm:ss").format(origin()), 8);
    to.putLong(timeReference());
    to.putShort((short) 1);
    // UMID and reserved.
    to.position(to.position() + 64 + 190);
    text(to, codingHistory(), codingHistory().length());
  }

  private void putFormat(ByteBuffer to) {
    text(to, "fmt ", 4).putInt(formatBytes());
    to.putShort((short) (isExtensible() ? EXTENSIBLE : PCM)).putShort((short) format.channels()).putInt(format.rateHz());
    to.putInt(format.rateHz() * format.frameBytes()).putShort((short) format.frameBytes()).putShort((short) bits());
    if (isExtensible()) {
      // No speaker has been said for any channel.
      to.putShort((short) 22).putShort((short) bits()).putInt(0).putShort((short) PCM).put(GUID_TAIL);
    }
  }

  private boolean isExtensible() {
    return format.channels() > 2;
  }

  private int bits() {
    return 8 * format.encoding().bytesPerSample();
  }

  private int formatBytes() {
    return isExtensible() ? 40 : 16;
  }

  private int bextBytes() {
    return BEXT_FIXED_BYTES + codingHistory().length();
  }

  /** Even in length, so that no pad byte is needed. */
  private String codingHistory() {
    String mode = format.channels() == 1 ? "mono" : format.channels() == 2 ? "stereo" : "multitrack";
    String line = "A=PCM,F=%d,W=%d,M=%s,T=AES67".formatted(format.rateHz(), bits(), mode);
    return line + (line.length() % 2 == 0 ? "" : " ") + "\r\n";
  }

  private static ByteBuffer text(ByteBuffer to, String text, int bytes) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    int length = Math.min(bytes, ascii.length);
    return to.put(ascii, 0, length).position(to.position() + bytes - length);
  }
}
