package io.crosspoint.ptp.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A flyweight over one received message (IEEE 1588-2019 clause 13). All fields are big-endian.
 *
 * <pre>
 *  0 majorSdoId|type  1 minor|major version  2 messageLength  4 domain  5 minorSdoId  6 flags(2)
 *  8 correctionField (ns · 2^16)  16 messageTypeSpecific(4)  20 clockIdentity(8)  28 portNumber
 * 30 sequenceId  32 controlField  33 logMessageInterval  34 body
 * </pre>
 *
 * Bytes behind messageLength are padding and are never looked at.
 *
 * <p><b>Thread:</b> belongs to the thread that calls {@link #parse}; valid until the array changes.
 */
public final class PtpMessage {

  /** Bytes that hold every message a slave reads whole; what is longer is cut by the socket and found {@link Discard#TOO_SHORT}. */
  public static final int MAX_LENGTH = 1536;

  private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int HEADER_BYTES = 34;
  private static final int MAX_TLVS = 32;
  private static final long TOO_BIG = Long.MAX_VALUE;
  private static final long MAX_CORRECTION = 1_000_000_000L << 16;
  /** 2^33 s: later times do not fit 64-bit nanoseconds. */
  private static final long MAX_SECONDS = 1L << 33;

  private byte[] data = new byte[0];
  private MessageType type = MessageType.SYNC;
  private int length;

  /**
   * Points this flyweight at a datagram.
   *
   * @return null when the message is well formed, else the rule that it breaks; then nothing of it may be read but {@link #domain()}
   *     and {@link #sourceClock()} for all but {@link Discard#TOO_SHORT} and the version discards
   */
  public @Nullable Discard parse(byte[] datagram, int datagramLength) {
    data = datagram;
    if (datagramLength < HEADER_BYTES) {
      return Discard.TOO_SHORT;
    }
    int version = datagram[1] & 0xF;
    if (version != 2) {
      return version == 1 ? Discard.PTP_VERSION_1 : Discard.NOT_VERSION_2;
    }
    MessageType found = MessageType.of(datagram[0]);
    if (found == null) {
      return Discard.UNKNOWN_TYPE;
    }
    type = found;
    length = u16(2);
    if (length < found.minLength() || length > datagramLength) {
      return Discard.TOO_SHORT;
    }
    return checkContents();
  }

  private @Nullable Discard checkContents() {
    long clock = sourceClock();
    if (clock == 0 || clock == -1 || sourcePort() == 0) {
      return Discard.BAD_IDENTITY;
    }
    long correction = correction();
    if (correction == TOO_BIG || correction > MAX_CORRECTION || correction < -MAX_CORRECTION) {
      return Discard.BAD_CORRECTION;
    }
    if (hasTimestamp() && (Integer.compareUnsigned(i32(40), 1_000_000_000) >= 0 || timestampSeconds() > MAX_SECONDS)) {
      return Discard.BAD_TIMESTAMP;
    }
    if (type == MessageType.ANNOUNCE && (grandmaster() == 0 || grandmaster() == -1)) {
      return Discard.BAD_IDENTITY;
    }
    return hasSoundTlvs() ? null : Discard.BAD_TLV;
  }

  private boolean hasTimestamp() {
    return type != MessageType.SIGNALING && type != MessageType.MANAGEMENT;
  }

  private boolean hasSoundTlvs() {
    int at = type.minLength();
    for (int count = 0; at < length; count++) {
      if (count == MAX_TLVS || length - at < 4) {
        return false;
      }
      int tlvLength = u16(at + 2);
      if ((tlvLength & 1) != 0 || tlvLength > length - at - 4) {
        return false;
      }
      at += 4 + tlvLength;
    }
    return true;
  }

  public MessageType type() {
    return type;
  }

  public int majorSdoId() {
    return (data[0] & 0xF0) >> 4;
  }

  public int domain() {
    return data[4] & 0xFF;
  }

  public boolean isAlternateMaster() {
    return (data[6] & 1) != 0;
  }

  public boolean isTwoStep() {
    return (data[6] & 2) != 0;
  }

  public boolean isUnicast() {
    return (data[6] & 4) != 0;
  }

  /** The second octet of flagField; see {@link TimeFlags}. */
  public int timeFlags() {
    return data[7] & 0xFF;
  }

  /** correctionField in units of 2^-16 ns; may be negative. */
  public long correction() {
    return (long) LONG.get(data, 8);
  }

  public long sourceClock() {
    return (long) LONG.get(data, 20);
  }

  public int sourcePort() {
    return u16(28);
  }

  public int sequence() {
    return u16(30);
  }

  /** Log2 of an interval in seconds; 0x7F where the message has none. */
  public int logInterval() {
    return data[33];
  }

  /** The timestamp that begins the body of every timed message, in ns since the epoch of the domain. */
  public long timestampNs() {
    return timestampSeconds() * 1_000_000_000L + i32(40);
  }

  private long timestampSeconds() {
    return (long) u16(34) << 32 | (i32(36) & 0xFFFF_FFFFL);
  }

  /** Delay_Resp only: the clock that asked. */
  public long requestingClock() {
    return (long) LONG.get(data, 44);
  }

  /** Delay_Resp only: the port that asked. */
  public int requestingPort() {
    return u16(52);
  }

  /** Announce only, and so all the following: TAI − UTC in seconds, when {@link TimeFlags} say that it is valid. */
  public int utcOffsetSeconds() {
    return (short) SHORT.get(data, 44);
  }

  public int priority1() {
    return data[47] & 0xFF;
  }

  public int clockClass() {
    return data[48] & 0xFF;
  }

  public int clockAccuracy() {
    return data[49] & 0xFF;
  }

  public int clockVariance() {
    return u16(50);
  }

  public int priority2() {
    return data[52] & 0xFF;
  }

  public long grandmaster() {
    return (long) LONG.get(data, 53);
  }

  public int stepsRemoved() {
    return u16(61);
  }

  public int timeSource() {
    return data[63] & 0xFF;
  }

  /** Offset of the contents of SMPTE {@link SyncMetadata} in a Management message (ST 2059-2 clause 7), or −1. */
  public int syncMetadataOffset() {
    int action = 46;
    if (type != MessageType.MANAGEMENT || data[action] != SyncMetadata.ACTION_COMMAND) {
      return -1;
    }
    int at = type.minLength();
    while (at < length) {
      int tlvLength = u16(at + 2);
      if (tlvLength == SyncMetadata.TLV_LENGTH && SyncMetadata.isTlv((long) LONG.get(data, at), u16(at + 8))) {
        return at + SyncMetadata.TLV_HEADER_BYTES;
      }
      at += 4 + tlvLength;
    }
    return -1;
  }

  /** Copies as many bytes as fit, from an offset within the message. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(data, offset, target, 0, target.length);
  }

  private int u16(int at) {
    return (short) SHORT.get(data, at) & 0xFFFF;
  }

  private int i32(int at) {
    return (int) INT.get(data, at);
  }
}
