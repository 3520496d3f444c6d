package io.crosspoint.ptp.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.ptp.linux.IgmpEar.Query;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IgmpEarTest {

  /** RFC 2236 and RFC 3376 general queries behind an IP header with Router Alert, as switches send them. */
  private static final String HEADER = "46c000%02x00000000010200000a4d0001e000000194040000";

  private static Optional<Query> query(String igmp) {
    byte[] datagram = HexFormat.of().parseHex(HEADER.formatted(24 + igmp.length() / 2) + igmp);
    // A short frame is padded to 46 bytes.
    return IgmpEar.query(Arrays.copyOf(datagram, Math.max(46, datagram.length)), Math.max(46, datagram.length));
  }

  @Test
  void shouldTellTheVersionsOfQueriesApart() {
    assertEquals(Optional.of(new Query(0x0A4D0001, 0, 1)), query("1100eeff00000000"));
    assertEquals(Optional.of(new Query(0x0A4D0001, 0, 2)), query("1164ee9b00000000"));
    assertEquals(Optional.of(new Query(0x0A4D0001, 0, 3)), query("1164ec1e00000000027d0000"));
    assertEquals(Optional.of(new Query(0x0A4D0001, 0xEFFF4947, 2)), query("110a0000efff4947"));
  }

  @Test
  void shouldPassOverReports() {
    assertEquals(Optional.empty(), query("1600fa04efc00001"));
    assertEquals(Optional.empty(), query("22000000000000010400000001020304"));
  }

  @Test
  void shouldBearAnythingThatArrives() {
    SplittableRandom random = new SplittableRandom(3376);
    for (int i = 0; i < 100_000; i++) {
      byte[] garbage = new byte[random.nextInt(64)];
      random.nextBytes(garbage);
      if (garbage.length > 10 && random.nextBoolean()) {
        garbage[0] = (byte) (0x40 | random.nextInt(16));
        garbage[9] = 2;
      }
      IgmpEar.query(garbage, garbage.length).ifPresent(query -> assertTrue(query.version() >= 1 && query.version() <= 3));
    }
  }
}
