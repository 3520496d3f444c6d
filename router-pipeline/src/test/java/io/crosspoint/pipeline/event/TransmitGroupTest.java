package io.crosspoint.pipeline.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.Sequence;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransmitGroupTest {

  private static OutputSpec output(int rateHz, int packetFrames) {
    return Plants.output("out", new AudioFormat(Encoding.L24, rateHz, 2), packetFrames);
  }

  @Test
  void shouldGroupOutputsThatAreDueTogether() {
    PlantSpec plant =
        new PlantSpec(List.of(), List.of(output(48000, 48), output(48000, 6), output(48000, 48), output(96000, 48)), List.of());

    assertEquals(
        List.of(
            new TransmitGroup(48000, 48, List.of(0, 2)), new TransmitGroup(48000, 6, List.of(1)), new TransmitGroup(96000, 48, List.of(3))),
        TransmitGroup.of(plant));
  }

  @Test
  void shouldCloseInputsOfARateThatNoOutputHas() {
    PlantSpec plant =
        new PlantSpec(
            List.of(
                Plants.input("a", new AudioFormat(Encoding.L24, 44100, 2), 48, 200),
                Plants.input("b", new AudioFormat(Encoding.L24, 44100, 2), 48, 200),
                Plants.input("c", new AudioFormat(Encoding.L24, 48000, 2), 48, 200)),
            List.of(output(48000, 240)),
            List.of());

    assertEquals(
        List.of(new TransmitGroup(48000, 240, List.of(0)), new TransmitGroup(44100, 44, List.of())), TransmitGroup.of(plant));
  }

  @Test
  void shouldDeclineWhenTheRingIsFullAndGiveEverySlotASliceOfItsOwn() {
    EventRing ring = new EventRing(16, 1500, new BlockingWaitStrategy());
    ring.disruptor().addGatingSequences(new Sequence());
    for (int i = 0; i < 16; i++) {
      long sequence = ring.tryClaim(1);
      assertEquals(i, sequence);
      assertEquals(0, ring.slabOffset(sequence) % 64);
      assertTrue(ring.slabOffset(sequence) + ring.datagramBytes() + EventRing.SLACK_BYTES <= ring.slab().byteSize());
      assertTrue(i == 0 || ring.slabOffset(sequence) - ring.slabOffset(sequence - 1) >= 1500 + EventRing.SLACK_BYTES);
    }
    assertEquals(-1, ring.tryClaim(1));
    assertTrue(ring.datagramBytes() >= 1500);
  }
}
