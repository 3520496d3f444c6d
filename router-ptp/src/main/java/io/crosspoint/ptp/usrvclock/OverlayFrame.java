package io.crosspoint.ptp.usrvclock;

import io.crosspoint.ptp.clock.ClockReading;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * One usrvclock 1.0 datagram of 40 bytes, in the machine's own byte order:
 *
 * <pre>
 *  0 'V' 'C'   2 major u16 = 1   4 minor u16   6 flags u16 (bit 0: valid)
 *  8 clock id i64   16 last sync i64 ns   24 shift i64 ns   32 frequency scale f64
 * </pre>
 *
 * The overlay's time at base time t is {@code t + shift + (t − lastSync) · scale}.
 *
 * @param clockId POSIX id of the base clock: 0 REALTIME, 1 MONOTONIC, 4 MONOTONIC_RAW, 11 TAI
 */
public record OverlayFrame(long clockId, long lastSyncNs, long shiftNs, double scale) {

  public static final int BYTES = 40;
  public static final long REALTIME = 0;
  public static final long MONOTONIC = 1;
  public static final long MONOTONIC_RAW = 4;
  public static final long TAI = 11;

  private static final double MAX_SCALE = 1e-3;
  private static final int VALID = 1;

  /** Reads a datagram; empty for what is not a valid overlay of version 1 on a clock that other processes can read. */
  public static Optional<OverlayFrame> read(byte[] datagram) {
    if (datagram.length < BYTES || datagram[0] != 'V' || datagram[1] != 'C') {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    long clockId = in.getLong(8);
    double scale = in.getDouble(32);
    boolean isKnown = clockId == REALTIME || clockId == MONOTONIC || clockId == MONOTONIC_RAW || clockId == TAI;
    if (in.getShort(2) != 1 || (in.getShort(6) & VALID) == 0 || !isKnown || !(Math.abs(scale) <= MAX_SCALE)) {
      return Optional.empty();
    }
    return Optional.of(new OverlayFrame(clockId, in.getLong(16), in.getLong(24), scale));
  }

  /** Writes ours, on the raw clock, from the buffer's beginning; the buffer is in the machine's own byte order. */
  public static void write(ClockReading clock, ByteBuffer out) {
    out.put(0, (byte) 'V').put(1, (byte) 'C').putShort(2, (short) 1).putShort(4, (short) 0).putShort(6, (short) VALID);
    out.putLong(8, MONOTONIC_RAW).putLong(16, clock.rawNs()).putLong(24, clock.ptpNs() - clock.rawNs()).putDouble(32, clock.rate());
  }

  /** The overlay's time when the base clock shows {@code baseNs}. */
  public long timeAt(long baseNs) {
    return baseNs + shiftNs + Math.round((baseNs - lastSyncNs) * scale);
  }
}
