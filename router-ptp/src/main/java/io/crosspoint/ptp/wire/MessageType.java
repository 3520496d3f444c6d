package io.crosspoint.ptp.wire;

import org.jspecify.annotations.Nullable;

/** The messages of IEEE 1588 clause 13.3.2.3; {@link #minLength} is header plus fixed body. */
public enum MessageType {
  SYNC(0x0, 44),
  DELAY_REQ(0x1, 44),
  PDELAY_REQ(0x2, 54),
  PDELAY_RESP(0x3, 54),
  FOLLOW_UP(0x8, 44),
  DELAY_RESP(0x9, 54),
  PDELAY_RESP_FOLLOW_UP(0xA, 54),
  ANNOUNCE(0xB, 64),
  SIGNALING(0xC, 44),
  MANAGEMENT(0xD, 48);

  private static final MessageType[] BY_CODE = new MessageType[16];

  static {
    for (MessageType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final int minLength;

  MessageType(int code, int minLength) {
    this.code = code;
    this.minLength = minLength;
  }

  /** The messageType nibble. */
  public int code() {
    return code;
  }

  /** Bytes of the header and of the body without TLVs. */
  public int minLength() {
    return minLength;
  }

  /** Whether it travels on port 319 and is timestamped. */
  public boolean isEvent() {
    return code < 8;
  }

  static @Nullable MessageType of(int code) {
    return BY_CODE[code & 0xF];
  }
}
