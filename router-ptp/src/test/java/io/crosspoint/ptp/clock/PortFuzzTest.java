package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.ptp.port.PtpProfile;
import io.crosspoint.ptp.wire.Messages;
import io.crosspoint.ptp.wire.PortIdentity;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Mutated messages at a locked slave: nothing is thrown, and the slave works afterwards. */
class PortFuzzTest {

  private static final PortIdentity MASTER = new PortIdentity(1, 1);

  @Test
  void shouldWithstandMutatedMessages() {
    // 10^8 take some minutes: -Dcrosspoint.clock.fuzz=100000000.
    long count = Long.getLong("crosspoint.clock.fuzz", 1_000_000L);
    long seed = Long.getLong("crosspoint.clock.seed", 42L);
    SimulatedPlant plant = new SimulatedPlant(PtpOptions.of("sim", 0, PtpProfile.AES67), 1, seed);
    plant.add(MASTER.clock());
    plant.run(10);
    assertEquals(ClockState.LOCKED, plant.follower.cell().snapshot().state());
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] templates = templates(plant);
    byte[] data = new byte[1536];
    for (long i = 0; i < count; i++) {
      byte[] template = templates[random.nextInt(templates.length)];
      random.nextBytes(data);
      System.arraycopy(template, 0, data, 0, template.length);
      int length = mutate(data, template.length, random);
      try {
        // Exactly as long as the datagram: a read beyond its end is an exception, not luck.
        byte[] exact = (i & 7) == 0 ? Arrays.copyOf(data, length) : data;
        plant.port.onDatagram(exact, length, random.nextInt(), random.nextBoolean(), plant.rawNow(), plant.rawNow());
        if (i % 1_000 == 0) {
          plant.port.onTimer(plant.rawNow());
          plant.follower.run(plant.rawNow(), 0);
        }
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", input " + i + ": " + Arrays.toString(Arrays.copyOf(data, length)), e);
      }
    }
    assertTrue(plant.port.masters(plant.rawNow()).size() <= 16);
    plant.run(60);
    assertEquals(ClockState.LOCKED, plant.follower.cell().snapshot().state(), "works afterwards");
  }

  private static byte[][] templates(SimulatedPlant plant) {
    PortIdentity own = new PortIdentity(0xAAAAAAFFFEBBBBBBL, 17);
    return new byte[][] {
      Messages.announce(MASTER, MASTER.clock(), 128, 6, 1, 0),
      Messages.sync(MASTER, 1, -3, true, 0),
      Messages.sync(MASTER, 1, -3, false, plant.trueNs()),
      Messages.followUp(MASTER, 1, -3, plant.trueNs()),
      Messages.delayResponse(MASTER, 1, -3, plant.trueNs(), own),
      Messages.syncMetadata(MASTER, 4),
    };
  }

  private static int mutate(byte[] data, int length, SplittableRandom random) {
    int changes = random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      data[random.nextInt(length)] = (byte) random.nextInt();
    }
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(length + 1);
      case 1 -> {
        int longer = length + random.nextInt(200);
        data[2] = (byte) (longer >>> 8);
        data[3] = (byte) longer;
        yield longer;
      }
      default -> length;
    };
  }
}
