package io.crosspoint.ptp.wire;

import java.nio.ByteBuffer;

/** Writes what masters send, for tests; all of it well formed until a test spoils it. */
public final class Messages {

  private Messages() {}

  /** An Announce as a grandmaster's own port sends it. */
  public static byte[] announce(PortIdentity sender, long grandmaster, int priority1, int clockClass, int sequence, int logInterval) {
    ByteBuffer out = header(MessageType.ANNOUNCE, 64, sender, sequence, logInterval);
    out.putShort(44, (short) 37).put(47, (byte) priority1).put(48, (byte) clockClass).put(49, (byte) 0x21);
    out.putShort(50, (short) 0x4E5D).put(52, (byte) 128).putLong(53, grandmaster).putShort(61, (short) 0).put(63, (byte) 0x20);
    return out.array();
  }

  public static byte[] sync(PortIdentity sender, int sequence, int logInterval, boolean isTwoStep, long originNs) {
    byte[] out = timed(MessageType.SYNC, sender, sequence, logInterval, isTwoStep ? 0 : originNs);
    out[6] = (byte) (isTwoStep ? 2 : 0);
    return out;
  }

  public static byte[] followUp(PortIdentity sender, int sequence, int logInterval, long originNs) {
    return timed(MessageType.FOLLOW_UP, sender, sequence, logInterval, originNs);
  }

  public static byte[] delayResponse(PortIdentity sender, int sequence, int logInterval, long receivedNs, PortIdentity requester) {
    ByteBuffer out = header(MessageType.DELAY_RESP, 54, sender, sequence, logInterval);
    timestamp(out, receivedNs);
    out.putLong(44, requester.clock()).putShort(52, (short) requester.port());
    return out.array();
  }

  /** A Management message that carries ST 2059-2 synchronization metadata of 25 frames a second and a locking status. */
  public static byte[] syncMetadata(PortIdentity sender, int lockingStatus) {
    ByteBuffer out = header(MessageType.MANAGEMENT, 48 + 52, sender, 0, 0x7F);
    out.put(46, (byte) 3).putLong(48, 0x0003_0030_6897_E800L).putShort(56, (short) 1);
    out.putInt(58, 25).putInt(62, 1).put(66, (byte) lockingStatus).putInt(68, 3600);
    return out.array();
  }

  public static byte[] withDomain(byte[] message, int domain) {
    message[4] = (byte) domain;
    return message;
  }

  /** @param correctionNs of both signs */
  public static byte[] withCorrection(byte[] message, double correctionNs) {
    ByteBuffer.wrap(message).putLong(8, Math.round(correctionNs * 65536));
    return message;
  }

  private static byte[] timed(MessageType type, PortIdentity sender, int sequence, int logInterval, long timeNs) {
    ByteBuffer out = header(type, 44, sender, sequence, logInterval);
    timestamp(out, timeNs);
    return out.array();
  }

  private static void timestamp(ByteBuffer out, long timeNs) {
    long seconds = timeNs / 1_000_000_000L;
    out.putShort(34, (short) (seconds >>> 32)).putInt(36, (int) seconds).putInt(40, (int) (timeNs % 1_000_000_000L));
  }

  private static ByteBuffer header(MessageType type, int length, PortIdentity sender, int sequence, int logInterval) {
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put(0, (byte) type.code()).put(1, (byte) 2).putShort(2, (short) length);
    out.putLong(20, sender.clock()).putShort(28, (short) sender.port()).putShort(30, (short) sequence).put(33, (byte) logInterval);
    return out;
  }
}
