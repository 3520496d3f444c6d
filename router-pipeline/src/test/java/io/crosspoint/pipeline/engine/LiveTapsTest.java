package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.tap.LiveCounter;
import io.crosspoint.pipeline.tap.LiveRing;
import io.crosspoint.pipeline.tap.LiveTap;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Taps that are attached to a router that runs, in simulated time. */
class LiveTapsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_763_800_000L * SECOND + 123_456_789;
  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48000, 2);
  private static final InputSpec INPUT = Plants.input("in", STEREO, 48, 96);
  private static final OutputSpec OUTPUT = Plants.output("out", STEREO, 48);

  private final List<byte[]> received = new ArrayList<>();
  private final Map<Integer, byte[]> sent = new HashMap<>();
  private final Simulation simulation = new Simulation(Plants.straight(INPUT, OUTPUT), 500_000, START);
  private final LiveTaps taps = new LiveTaps(List.of(simulation.shard()));

  private void play() {
    simulation.add((Simulation.Tap) (input, leg, datagram, length) -> received.add(Arrays.copyOf(datagram, length)));
    simulation.add((output, memory, offset, length, sentPtpNs) -> {
      byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      sent.put(sequence(packet), packet);
    });
    simulation.add(new PatternTalker(0, INPUT, 7, START));
    simulation.run(300_000_000);
  }

  private static int sequence(byte[] packet) {
    return (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF);
  }

  private static int timestamp(byte[] packet) {
    return (packet[4] & 0xFF) << 24 | (packet[5] & 0xFF) << 16 | (packet[6] & 0xFF) << 8 | (packet[7] & 0xFF);
  }

  private static byte[] bytes(LiveRing ring) {
    return ring.memory().asSlice(ring.offset(), ring.length()).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void shouldHandOverWhatIsReceived() {
    play();
    LiveTap in = taps.attachPackets("in");
    simulation.run(100_000_000);
    List<byte[]> heard = new ArrayList<>();
    while (in.ring().available() > 0) {
      assertEquals(0x0A4D_0001, in.ring().sourceAddress());
      assertEquals(5004, in.ring().sourcePort());
      heard.add(bytes(in.ring()));
      in.ring().take();
    }
    assertTrue(heard.size() >= 98, "only " + heard.size());
    int last = received.size();
    while (!Arrays.equals(received.get(last - 1), heard.getLast())) {
      last--;
    }
    for (int i = 0; i < heard.size(); i++) {
      assertArrayEquals(received.get(last - heard.size() + i), heard.get(i));
    }
  }

  @Test
  void shouldHandOverWhatIsSent() {
    play();
    LiveTap out = taps.attachOutput("out");
    simulation.run(100_000_000);
    int packets = 0;
    long deadlinePtpNs = 0;
    while (out.ring().available() > 1) {
      byte[] packet = bytes(out.ring());
      assertEquals(timestamp(packet), (int) out.ring().index());
      assertArrayEquals(sent.get(sequence(packet)), packet);
      assertTrue(packets++ == 0 || out.ring().ptpNs() - deadlinePtpNs == 1_000_000);
      deadlinePtpNs = out.ring().ptpNs();
      out.ring().take();
    }
    assertTrue(packets >= 97, "only " + packets);
  }

  @Test
  void shouldHandOverWhatRoutesRead() {
    play();
    LiveTap audio = taps.attachAudio("in");
    simulation.run(100_000_000);
    long expected = audio.ring().index();
    int runs = 0;
    while (audio.ring().available() > 1) {
      assertEquals(expected, audio.ring().index());
      byte[] samples = bytes(audio.ring());
      byte[] packet = Objects.requireNonNull(sent.get((int) ((expected + INPUT.linkOffsetFrames()) / 48) & 0xFFFF));
      assertArrayEquals(Arrays.copyOfRange(packet, RtpPacket.HEADER_BYTES, packet.length), samples);
      expected += samples.length / 6;
      runs++;
      audio.ring().take();
    }
    assertTrue(runs >= 97, "only " + runs);
  }

  @Test
  void shouldStopWhenItIsTakenOff() {
    play();
    LiveTap out = taps.attachOutput("out");
    simulation.run(10_000_000);
    taps.detach(out);
    taps.detach(out);
    simulation.run(10_000_000);
    out.ring().skip();
    simulation.run(10_000_000);
    assertEquals(0, out.ring().available());
    assertEquals(0, taps.open());
  }

  @Test
  void shouldDropAndCountWhatNobodyReads() {
    play();
    LiveTap out = taps.attachOutput("out");
    simulation.run(10 * SECOND);
    assertTrue(out.ring().counters().get(LiveCounter.DROPPED) > 1000);
    long before = out.ring().counters().get(LiveCounter.TAKEN);
    out.ring().skip();
    simulation.run(10_000_000);
    assertTrue(out.ring().counters().get(LiveCounter.TAKEN) > before);
  }

  @Test
  void shouldUseItsMemoryAgainButNeverTooEarly() {
    play();
    List<LiveTap> open = new ArrayList<>();
    for (int i = 0; i < LiveTaps.MOST; i++) {
      open.add(taps.attachOutput("out"));
    }
    assertThrows(LiveTaps.Exhausted.class, () -> taps.attachOutput("out"));
    LiveTap last = open.getLast();
    taps.detach(last);
    LiveTap next = taps.attachOutput("out");
    assertNotEquals(next.ring().memory().address(), last.ring().memory().address(), "the stages have not let go of it yet");
    simulation.run(10_000_000);
    open.set(LiveTaps.MOST - 1, next);
    for (int round = 0; round < 100; round++) {
      open.forEach(taps::detach);
      simulation.run(2_000_000);
      open.replaceAll(ignored -> taps.attachOutput("out"));
      simulation.run(2_000_000);
    }
    simulation.run(10_000_000);
    for (LiveTap tap : open) {
      assertTrue(tap.ring().available() >= 9);
    }
    assertThrows(IllegalArgumentException.class, () -> taps.attachAudio("nobody"));
  }
}
