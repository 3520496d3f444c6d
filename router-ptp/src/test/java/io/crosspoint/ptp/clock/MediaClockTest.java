package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MediaClockTest {

  private static final int[] RATES = {44_100, 48_000, 88_200, 96_000, 176_400, 192_000};
  private static final BigInteger NS = BigInteger.valueOf(1_000_000_000);

  @Test
  void shouldInvertExactlyForEveryRate() {
    // 10^9 for each rate are a matter of minutes: -Dcrosspoint.clock.indices=1000000000.
    long count = Long.getLong("crosspoint.clock.indices", 10_000_000L);
    SplittableRandom random = new SplittableRandom(1);
    for (int rate : RATES) {
      MediaClock clock = new MediaClock(rate);
      long range = (1L << 33) * rate;
      for (long i = 0; i < count; i++) {
        long index = random.nextLong(-range / 64, range);
        long ptpNs = clock.timeOf(index);
        if (clock.indexOf(ptpNs) != index || clock.indexOf(ptpNs - 1) != index - 1) {
          assertEquals(index, clock.indexOf(ptpNs), rate + " Hz, index " + index);
          assertEquals(index - 1, clock.indexOf(ptpNs - 1), rate + " Hz, just before index " + index);
        }
      }
    }
  }

  @Test
  void shouldAgreeWithUnboundedArithmetic() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      MediaClock clock = new MediaClock(RATES[random.nextInt(RATES.length)]);
      long ptpNs = random.nextLong(8_000_000_000_000_000_000L);
      BigInteger exact = BigInteger.valueOf(ptpNs).multiply(BigInteger.valueOf(clock.rateHz())).divide(NS);
      assertEquals(exact.longValueExact(), clock.indexOf(ptpNs));
    }
  }

  @Test
  void shouldUnwrapTimestampsWithinHalfTheirRange() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1_000_000; i++) {
      long index = random.nextLong(-(1L << 50), 1L << 50);
      int offset = random.nextInt();
      long near = index + random.nextLong(-(1L << 31) + 1, 1L << 31);
      assertEquals(index, MediaClock.unwrap(MediaClock.rtpOf(index, offset), offset, near));
    }
  }

  @Test
  void shouldRefuseImpossibleRates() {
    assertThrows(IllegalArgumentException.class, () -> new MediaClock(0));
    assertThrows(IllegalArgumentException.class, () -> new MediaClock(2_000_000));
  }

  @Test
  void shouldInvertASnapshotToANanosecond() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 200_000; i++) {
      ClockSnapshot snapshot =
          new ClockSnapshot(
              random.nextLong(1L << 52), 0, random.nextLong(1L << 61), random.nextDouble(-5e-4, 5e-4), 0, 0, ClockState.LOCKED, "", 0, 0);
      long rawNs = snapshot.rawNs() + random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
      assertTrue(Math.abs(snapshot.rawAtPtp(snapshot.ptpAtRaw(rawNs)) - rawNs) <= 1, snapshot.toString());
    }
  }
}
