package io.crosspoint.pipeline.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SendTest {

  private static final List<OutputSpec> OUTPUTS =
      List.of(
          Plants.output("a", new AudioFormat(Encoding.L24, 48000, 2), 48),
          Plants.output("b", new AudioFormat(Encoding.L16, 48000, 1), 48));

  @Test
  void shouldDeriveTheSameSsrcFromTheSameName() {
    assertEquals(StreamIdentity.ssrcOf("air1"), StreamIdentity.ssrcOf("air" + 1));
    Set<Integer> all = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      all.add(StreamIdentity.ssrcOf("output-" + i));
    }
    assertTrue(all.size() >= 19_999, "collisions: " + (20_000 - all.size()));
    int differing = Integer.bitCount(StreamIdentity.ssrcOf("air1") ^ StreamIdentity.ssrcOf("air2"));
    assertTrue(differing >= 6 && differing <= 26, differing + " bits differ");
    assertNotEquals(StreamIdentity.ssrcOf("é"), StreamIdentity.ssrcOf("e"));
  }

  @Test
  void shouldUseBatchesInTurnAndFindThemByIndex() {
    BatchRotation rotation = new BatchRotation(OUTPUTS, 48, 3);
    assertEquals(4, rotation.size());
    for (long packet = -5; packet < 20; packet++) {
      TransmitBatch batch = rotation.of(packet * 48);
      assertSame(batch, rotation.of(packet * 48 + 47));
      assertSame(batch, rotation.of((packet + 4) * 48));
      assertNotSame(batch, rotation.of((packet + 1) * 48));
    }
    assertEquals(4, rotation.all().stream().distinct().count());
  }

  @Test
  void shouldGiveEveryPacketRoomAndSlackOfItsOwn() {
    TransmitBatch batch = new TransmitBatch(OUTPUTS);

    assertEquals(2, batch.packets());
    assertEquals(12 + 48 * 6, batch.length(0));
    assertEquals(12 + 48 * 2, batch.length(1));
    assertTrue(batch.offset(1) >= batch.offset(0) + batch.length(0) + TransmitBatch.SLACK_BYTES);
    assertTrue(batch.memory().byteSize() >= batch.offset(1) + batch.length(1) + TransmitBatch.SLACK_BYTES);
  }
}
