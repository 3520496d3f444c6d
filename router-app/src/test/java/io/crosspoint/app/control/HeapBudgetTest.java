package io.crosspoint.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.FakeHost;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterFile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeapBudgetTest {

  private static final long MEBIBYTE = 1 << 20;

  /** @param base port of the first input: another one makes all of them others */
  private static Desired plant(int inputs, int channels, int base) {
    StringBuilder yaml = new StringBuilder("name: big\nnetworks: { red: { interface: eth1 } }\nclock: { source: local }\ninputs:\n");
    for (int i = 0; i < inputs; i++) {
      yaml.append("  in").append(i).append(": { streams: [ { network: red, group: 239.1.1.").append(i + 1).append(", port: ").append(base)
          .append(" } ], format: L24/48000/").append(channels).append(", packet-time: 125us, link-offset: 3ms }\n");
    }
    yaml.append("outputs:\n  air: { streams: [ { network: red, group: 239.2.1.1, port: 5004 } ], format: L24/48000/2 }\nroutes: []\n");
    return Desired.of(assertInstanceOf(Reading.Valid.class, RouterFile.parse("f", yaml.toString(), FakeHost.STUDIO)).config());
  }

  @Test
  void shouldHaveRoomForWhatTheLauncherReckonsWith() {
    assertEquals(256, new HeapBudget(48 * MEBIBYTE).channels());
    assertEquals(256, new HeapBudget(40 * MEBIBYTE).channels());
    assertEquals(512, new HeapBudget(240 * MEBIBYTE).channels());
  }

  @Test
  void shouldRefuseMoreChannelsThanThereIsRoomForAndSayWhatHelps() {
    HeapBudget small = new HeapBudget(48 * MEBIBYTE);
    assertEquals(Optional.empty(), small.refusal(plant(2, 8, 5004), plant(47, 8, 5004)), "378 channels");
    assertTrue(small.refusal(plant(2, 8, 5004), plant(48, 8, 5004)).isPresent(), "386 channels");
    String why = small.refusal(plant(2, 8, 5004), plant(64, 8, 5004)).orElseThrow();
    assertEquals(
        "a heap of 48 MB has room for 384 channels, and 514 would be there: restart the router, which then takes what the file needs, or"
            + " give it room from the beginning with ROUTER_HEAP=241m", why);
    assertEquals(Optional.empty(), new HeapBudget(242 * MEBIBYTE).refusal(plant(2, 8, 5004), plant(64, 8, 5004)));
  }

  @Test
  void shouldNotHoldWhatRunsAgainstAChange() {
    HeapBudget small = new HeapBudget(48 * MEBIBYTE);
    assertEquals(Optional.empty(), small.refusal(plant(64, 8, 5004), plant(63, 8, 5004)), "fewer");
    assertEquals(Optional.empty(), small.refusal(plant(64, 8, 5004), plant(64, 8, 5004)), "the same");
    assertTrue(small.refusal(plant(64, 8, 5004), plant(65, 8, 5004)).isPresent(), "one more");
  }

  @Test
  void shouldReckonWithOldAndNewTogether() {
    HeapBudget small = new HeapBudget(48 * MEBIBYTE);
    assertEquals(Optional.empty(), small.refusal(plant(31, 8, 5004), plant(31, 8, 5006)), "498 of them");
    assertEquals(Optional.empty(), small.refusal(plant(31, 8, 5004), plant(2, 8, 5006)));
  }
}
