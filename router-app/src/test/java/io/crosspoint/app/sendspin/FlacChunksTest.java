package io.crosspoint.app.sendspin;

import static io.crosspoint.app.sendspin.SimulatedPlayer.SECOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A group that plays FLAC: heard as the same group playing PCM, and what becomes of chunks that are damaged. */
class FlacChunksTest {

  private static final long START = 5_000 * SECOND;
  private static final StreamFormat FLAC = new StreamFormat(StreamFormat.Codec.FLAC, 48_000, 1, 24);

  /** What is heard of ten seconds, block by block, and nothing where there is no audio. */
  private static List<int[]> heard(SimulatedPlayer player, SimulatedServer.Codec codec) {
    player.server.setCodec(codec);
    player.run(2 * SECOND, (index, samples, frames, has) -> {});
    player.server.play(player.rawNs);
    List<int[]> blocks = new ArrayList<>();
    player.run(10 * SECOND, (index, samples, frames, has) -> blocks.add(has ? samples.clone() : new int[0]));
    return blocks;
  }

  private static SimulatedPlayer player() {
    return new SimulatedPlayer(new SimulatedServer(raw -> raw + 77 * SECOND + Math.round((raw - START) * 50e-6), 200_000), START, -7e-6);
  }

  @Test
  void shouldBeHeardAsPcmIs() {
    List<int[]> pcm = heard(player(), SimulatedServer.Codec.PCM);
    SimulatedPlayer player = player();
    List<int[]> flac = heard(player, SimulatedServer.Codec.FLAC);

    assertEquals(0, player.counters.get(SendspinCounter.BAD_MESSAGES) + player.counters.get(SendspinCounter.BAD_CHUNKS));
    assertTrue(player.counters.get(SendspinCounter.CHUNKS) > 380, "chunks: " + player.counters.get(SendspinCounter.CHUNKS));
    assertTrue(pcm.stream().filter(block -> block.length > 0).count() > 0.9 * pcm.size(), "there is hardly any audio");
    assertEquals(pcm.size(), flac.size());
    for (int i = 0; i < pcm.size(); i++) {
      assertArrayEquals(pcm.get(i), flac.get(i), "block " + i);
    }
  }

  @Test
  void shouldCountDamagedChunksAndPlayOn() {
    SimulatedPlayer player = player();
    player.server.damageEvery(20);
    List<int[]> blocks = heard(player, SimulatedServer.Codec.FLAC);

    long bad = player.counters.get(SendspinCounter.BAD_CHUNKS);
    assertTrue(bad >= 15 && bad <= 25, "bad chunks: " + bad);
    assertTrue(blocks.getLast().length > 0, "nothing is played any more");
    int peak = blocks.stream().flatMapToInt(Arrays::stream).map(Math::abs).max().orElseThrow();
    // A resampler may ring where a chunk is missing; garbage would be at full scale.
    assertTrue(peak < 0.7 * Integer.MAX_VALUE, "a peak of " + peak / 0x1p31);
  }

  @Test
  void shouldDecodeSeveralFramesOfOneChunk() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    int[] samples = random.ints(3 * 576, -(1 << 23), 1 << 23).toArray();
    ByteBuffer chunk = ByteBuffer.allocate(8192).position(9);
    for (int i = 0; i < 3; i++) {
      chunk.put(FlacBytes.frame(120 + 10 * i, Arrays.copyOfRange(samples, 576 * i, 576 * (i + 1))));
    }
    int[] decoded = new ChunkDecoder(FLAC, ByteBuffer.wrap(FlacBytes.header(576))).decode(chunk.flip(), 9);

    assertArrayEquals(Arrays.stream(samples).map(sample -> sample << 8).toArray(), decoded);
  }

  @Test
  void shouldRefuseAHeaderThatIsNone() {
    byte[] header = FlacBytes.header(576);
    assertThrows(IOException.class, () -> new ChunkDecoder(FLAC, ByteBuffer.wrap(Arrays.copyOf(header, 41))));
    header[1] = 'X';
    assertThrows(IOException.class, () -> new ChunkDecoder(FLAC, ByteBuffer.wrap(header)));
  }

  @Test
  void shouldRefuseWhateverIsNotFlac() throws IOException {
    ChunkDecoder decoder = new ChunkDecoder(FLAC, ByteBuffer.wrap(FlacBytes.header(576)));
    SplittableRandom random = new SplittableRandom(8);
    byte[] whole = FlacBytes.frame(5, random.ints(576, -(1 << 23), 1 << 23).toArray());
    for (int i = 0; i < 200; i++) {
      byte[] garbage = Arrays.copyOf(whole, random.nextInt(whole.length));
      assertThrows(IOException.class, () -> decoder.decode(ByteBuffer.wrap(garbage), 0), garbage.length + " bytes of a frame");
      byte[] noise = new byte[1 + random.nextInt(3000)];
      random.nextBytes(noise);
      assertThrows(IOException.class, () -> decoder.decode(ByteBuffer.wrap(noise), 0));
    }
  }
}
