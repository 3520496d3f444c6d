package io.crosspoint.ptp.wire;

import java.nio.ByteBuffer;

/**
 * SMPTE synchronization metadata (ST 2059-2 clause 7), which a grandmaster sends once a second in a Management message. For display
 * only: nothing here moves the clock.
 *
 * @param frameRateNumerator of the system's default frame rate
 * @param lockingStatus 0 not applicable, 1 free-running, 2 cold locking, 3 warm locking, 4 locked
 * @param localOffsetSeconds local time − PTP time
 * @param jumpSeconds size of the next discontinuity of local time
 * @param nextJumpSeconds PTP time of it, 0 when none is known
 */
public record SyncMetadata(
    long frameRateNumerator,
    long frameRateDenominator,
    int lockingStatus,
    int timeAddressFlags,
    int localOffsetSeconds,
    int jumpSeconds,
    long nextJumpSeconds) {

  /** Bytes of contents behind the TLV's header, organisation and subtype. */
  public static final int BYTES = 42;

  static final int TLV_HEADER_BYTES = 10;
  static final int ACTION_COMMAND = 3;

  static final int TLV_LENGTH = 48;

  /** Type, length, organisation (SMPTE) and the first octet of the subtype 00-00-01. */
  private static final long FIRST_EIGHT = 0x0003_0030_6897_E800L;

  /** Locking status 2: the phase may still jump. */
  public boolean isColdLocking() {
    return lockingStatus == 2;
  }

  /** Reads the contents found at {@link PtpMessage#syncMetadataOffset()}. */
  public static SyncMetadata read(byte[] data, int offset) {
    ByteBuffer in = ByteBuffer.wrap(data, offset, BYTES);
    return new SyncMetadata(
        in.getInt() & 0xFFFF_FFFFL,
        in.getInt() & 0xFFFF_FFFFL,
        in.get() & 0xFF,
        in.get() & 0xFF,
        in.getInt(),
        in.getInt(),
        (in.getShort() & 0xFFFFL) << 32 | (in.getInt() & 0xFFFF_FFFFL));
  }

  static boolean isTlv(long firstEight, int subtypeEnd) {
    return firstEight == FIRST_EIGHT && subtypeEnd == 1;
  }
}
