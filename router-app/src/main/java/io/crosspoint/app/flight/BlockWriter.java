package io.crosspoint.app.flight;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the blocks of a pcapng section (IETF draft-ietf-opsawg-pcapng), little-endian. Knows the format and nothing of what is in it.
 *
 * <p><b>Thread:</b> one.
 */
final class BlockWriter {

  static final int SECTION = 0x0A0D0D0A;
  static final int INTERFACE = 1;
  static final int ENHANCED_PACKET = 6;
  /** Copied by programs that do not know it. */
  static final int CUSTOM = 0x0BAD;

  static final int BYTE_ORDER = 0x1A2B3C4D;
  /** A raw IPv4 packet: no link layer was seen. */
  static final int LINKTYPE_IPV4 = 228;

  static final int OPTION_COMMENT = 1;
  static final int OPTION_NAME = 2;
  static final int OPTION_APPLICATION = 4;
  static final int OPTION_RESOLUTION = 9;
  static final int OPTION_OFFSET = 14;
  static final int OPTION_CUSTOM = 2989;

  /** Private Enterprise Number of documentation (RFC 5612): Crosspoint has none of its own. What is ours begins with {@link #MARK}. */
  static final int ENTERPRISE = 32473;

  /** "XPNT". */
  static final int MARK = 0x544E5058;

  private static final int NANOSECONDS = 9;

  private final OutputStream out;
  private ByteBuffer block = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  BlockWriter(OutputStream out) {
    this.out = out;
  }

  void section(String application, String comment) throws IOException {
    begin(SECTION, 64 + 4 * (application.length() + comment.length()));
    block.putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
    option(OPTION_COMMENT, comment.getBytes(StandardCharsets.UTF_8));
    option(OPTION_APPLICATION, application.getBytes(StandardCharsets.UTF_8));
    end(true);
  }

  /** @param utcOffsetSeconds the clock of the packets minus UTC, so that readers show UTC */
  void networkInterface(String name, int utcOffsetSeconds) throws IOException {
    begin(INTERFACE, 64 + 4 * name.length());
    block.putShort((short) LINKTYPE_IPV4).putShort((short) 0).putInt(0);
    option(OPTION_NAME, name.getBytes(StandardCharsets.UTF_8));
    option(OPTION_RESOLUTION, new byte[] {NANOSECONDS});
    option(OPTION_OFFSET, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(-utcOffsetSeconds).array());
    end(true);
  }

  /** @param note ours, beside the packet; empty for none */
  void packet(int networkInterface, long timeNs, byte[] packet, int length, byte[] note) throws IOException {
    begin(ENHANCED_PACKET, 64 + length + note.length);
    block.putInt(networkInterface).putInt((int) (timeNs >>> 32)).putInt((int) timeNs).putInt(length).putInt(length);
    block.put(packet, 0, length);
    pad();
    if (note.length > 0) {
      block.putShort((short) OPTION_CUSTOM).putShort((short) (8 + note.length)).putInt(ENTERPRISE).putInt(MARK).put(note);
      pad();
    }
    end(true);
  }

  void custom(int kind, byte[] contents, int length) throws IOException {
    begin(CUSTOM, 64 + length);
    block.putInt(ENTERPRISE).putInt(MARK).putInt(kind).putInt(length).put(contents, 0, length);
    pad();
    end(false);
  }

  private void begin(int type, int most) {
    if (block.capacity() < most) {
      block = ByteBuffer.allocate(2 * most).order(ByteOrder.LITTLE_ENDIAN);
    }
    block.clear().putInt(type).putInt(0);
  }

  private void option(int code, byte[] value) {
    block.putShort((short) code).putShort((short) value.length).put(value);
    pad();
  }

  private void pad() {
    while (block.position() % 4 != 0) {
      block.put((byte) 0);
    }
  }

  private void end(boolean hasOptions) throws IOException {
    if (hasOptions) {
      block.putInt(0);
    }
    block.putInt(block.position() + 4);
    block.putInt(4, block.position());
    out.write(block.array(), 0, block.position());
  }
}
