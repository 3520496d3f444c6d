package io.crosspoint.ptp.wire;

import java.nio.ByteBuffer;

/** The one message that a slave sends (IEEE 1588 clause 13.6), as version 2.0: some network chips do not stamp minor version 1. */
public final class DelayRequest {

  public static final int BYTES = 44;

  private final byte[] bytes = new byte[BYTES];

  public DelayRequest(int domain, PortIdentity own) {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.put((byte) MessageType.DELAY_REQ.code()).put((byte) 2).putShort((short) BYTES).put((byte) domain);
    out.putLong(20, own.clock()).putShort(28, (short) own.port());
    out.put(32, (byte) 1).put(33, (byte) 0x7F);
  }

  /** The message with this sequenceId; the array is reused by the next call. */
  public byte[] with(int sequence, boolean unicast) {
    bytes[6] = (byte) (unicast ? 4 : 0);
    bytes[30] = (byte) (sequence >>> 8);
    bytes[31] = (byte) sequence;
    return bytes;
  }
}
