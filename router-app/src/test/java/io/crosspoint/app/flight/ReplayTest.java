package io.crosspoint.app.flight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.engine.PatternTalker;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Simulation;
import io.crosspoint.pipeline.flight.EventLog;
import io.crosspoint.pipeline.flight.FlightRecorder;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Switchover;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What was sent is made again from its recording, bit for bit; the recorded router spread its outputs, the replaying one does not. */
class ReplayTest {

  private static final long MS = 1_000_000;
  private static final long START = 1_800_000_000_000_000_000L + 123_456_789;
  private static final long LEAD = 500_000;
  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48_000, 2);

  private final FlightRecorder recorder = FlightRecorder.ofBytes(8 << 20);
  private final Map<String, byte[]> sent = new HashMap<>();
  private final PlantSpec plant = plant();
  private final Simulation simulation = new Simulation(plant, LEAD, 1, START, recorder);
  private RouteTable routes = RouteTable.of(plant, plant.crosspoints());

  /** Dither, gain, sums, conversion and whole streams, in packets of three lengths. */
  private static PlantSpec plant() {
    List<InputSpec> inputs =
        List.of(
            Plants.input("a", STEREO, 48, 144), Plants.input("b", STEREO, 6, 96), Plants.input("c", STEREO, 240, 480),
            Plants.input("d", new AudioFormat(Encoding.L24, 44_100, 2), 44, 441));
    List<OutputSpec> outputs =
        List.of(
            Plants.output("exact", STEREO, 48), Plants.output("dithered", new AudioFormat(Encoding.L16, 48_000, 2), 48),
            Plants.output("summed", STEREO, 6), Plants.output("long", STEREO, 240), Plants.output("converted", STEREO, 48));
    List<Crosspoint> crosspoints = new ArrayList<>(Plants.wholeStream(0, 0, 2));
    crosspoints.addAll(Plants.wholeStream(1, 1, 2));
    crosspoints.add(new Crosspoint(0, 0, 2, 0, 0.3));
    crosspoints.add(new Crosspoint(2, 0, 2, 0, 0.3));
    crosspoints.add(new Crosspoint(1, 1, 2, 1, 0.1));
    crosspoints.addAll(Plants.wholeStream(2, 3, 2));
    crosspoints.addAll(Plants.wholeStream(3, 4, 2));
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  /** Loss, lateness, duplicates, senders with timestamps of their own, and what leaves is kept. */
  private void talkAndListen() {
    for (int input = 0; input < plant.inputs().size(); input++) {
      InputSpec spec = plant.inputs().get(input);
      long linkOffsetNs = spec.linkOffsetFrames() * 1_000_000_000L / spec.format().rateHz();
      long jitterNs = input == 1 ? linkOffsetNs : linkOffsetNs / 4;
      simulation.add(
          new PatternTalker(input, spec, input, START)
              .identity(input, 0, input == 2 ? 0x1234_5678 : 0)
              .delay(0, jitterNs)
              .random(input)
              .lose(packet -> packet % 97 == 3)
              .duplicate(0.02));
    }
    simulation.add((output, memory, offset, length, sentPtpNs) -> {
      byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      sent.put(key(output, packet), packet);
    });
  }

  private static String key(int output, byte[] packet) {
    return output + "/" + Arrays.hashCode(Arrays.copyOfRange(packet, 2, 12));
  }

  private void change(SplittableRandom random) {
    int output = random.nextInt(3);
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int channel = 0; channel < 2; channel++) {
      crosspoints.add(new Crosspoint(random.nextInt(3), random.nextInt(2), output, channel, random.nextBoolean() ? 1 : 0.7));
      crosspoints.add(new Crosspoint(random.nextInt(3), 1, output, channel, 0.01 * random.nextInt(1, 100)));
    }
    Switchover when = new Switchover(simulation.nowPtpNs() + 3 * MS, random.nextBoolean() ? 5 * MS : 0, 1);
    submit(routes.with(plant, Map.of(output, crosspoints), when), when);
  }

  private void submit(RouteTable next, Switchover when) {
    routes = next;
    assertTrue(simulation.shard().trySubmit(next, when.fromPtpNs(), when.epoch()));
  }

  private void flyFor(int rounds) {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < rounds; i++) {
      change(random);
      simulation.run(20 * MS + random.nextInt(1_000_000));
      if (i % 10 == 9) {
        Switchover atOnce = new Switchover(simulation.nowPtpNs() + 3 * MS, 0, 1);
        submit(routes.settled(), atOnce);
      }
    }
  }

  private byte[] freeze() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    FrozenShard.Occasion occasion = new FrozenShard.Occasion("studio \"a\"", "crosspoint test", "a test", "2026-11-22T20:00:00Z", 37, LEAD);
    assertTrue(new Freeze(FrozenShard.of(simulation.flight(), occasion), file).write() > 1000);
    return file.toByteArray();
  }

  private static ReplayReport replay(byte[] file, PacketListener listener) throws IOException {
    return Replay.of(mapped(file), listener);
  }

  private static MemorySegment mapped(byte[] file) {
    return Arena.ofAuto().allocate(file.length, 8).copyFrom(MemorySegment.ofArray(file));
  }

  private static void mustBeExact(ReplayReport report) {
    assertTrue(report.isExact(), () -> String.join("\n", report.lines()));
    report.verdicts().forEach(verdict -> {
      assertTrue(verdict.equal() > 30, () -> verdict.output() + ": " + verdict.equal());
      assertTrue(verdict.settling() < 200, () -> verdict.output() + ": " + verdict.settling());
    });
  }

  @Test
  void shouldMakeEveryPacketAgain() throws IOException {
    talkAndListen();
    flyFor(60);
    byte[] file = freeze();

    int[] same = {0};
    ReplayReport report = replay(file, (output, memory, offset, length, deadlinePtpNs) -> {
      byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      byte[] original = sent.get(key(plant.outputs().indexOf(output), packet));
      if (original != null && Arrays.equals(original, packet)) {
        same[0]++;
      }
    });

    mustBeExact(report);
    assertEquals("studio \"a\" (crosspoint test), frozen 2026-11-22T20:00:00Z: a test", report.recording());
    // Those of the first TRANSMIT are where the recording begins.
    assertTrue(same[0] >= sent.size() - 10 && same[0] > 10_000, same[0] + " of " + sent.size());
    assertTrue(report.incidents().stream().anyMatch(incident -> "input_lost_packets".equals(incident.what())));
    assertTrue(report.incidents().stream().anyMatch(incident -> "input_missing_frames".equals(incident.what())));
  }

  @Test
  void shouldGoOnWhenTheLogHasWrapped() throws IOException {
    talkAndListen();
    flyFor(400);
    byte[] file = freeze();
    assertTrue(recorder.events().log().publishedBytes() > 2 * recorder.events().log().capacityBytes());

    mustBeExact(replay(file, PacketListener.NONE));
  }

  @Test
  void shouldBeginBehindStreamsThatCame() throws IOException {
    talkAndListen();
    flyFor(10);
    int slot = simulation.addOutput(Plants.output("later", STEREO, 48));
    assertEquals(5, slot);
    simulation.run(300 * MS);
    byte[] file = freeze();

    ReplayReport report = replay(file, PacketListener.NONE);
    mustBeExact(report);
    assertEquals(6, report.verdicts().size());
    assertTrue(report.audioNs() < 320 * MS, "only what came behind the installation: " + report.audioNs());
  }

  @Test
  void shouldSayWhenTheRouterStoodStill() throws IOException {
    talkAndListen();
    simulation.run(300 * MS);
    simulation.stall(35 * MS);
    simulation.run(200 * MS);

    ReplayReport report = replay(freeze(), PacketListener.NONE);
    mustBeExact(report);
    assertTrue(
        report.lines().stream().anyMatch(line -> line.contains("transmit skipped batches") && line.contains("the tick stood still")),
        () -> String.join("\n", report.lines()));
  }

  @Test
  void shouldTellWhatIsNotTheSame() throws IOException {
    talkAndListen();
    flyFor(30);
    byte[] file = freeze();
    // A sample of some packets in the middle of the recording: behind the headers of block, IP, UDP and RTP.
    List<Integer> samples = new ArrayList<>();
    FlightFileReader reader = new FlightFileReader(mapped(file));
    while (reader.next()) {
      if (reader.kind() == EventLog.PACKET) {
        samples.add((int) reader.position() + 28 + 28 + 12 + 10);
      }
    }
    samples.subList(3000, 3010).forEach(sample -> file[sample] ^= 0x10);

    ReplayReport report = replay(file, PacketListener.NONE);
    assertFalse(report.isExact());
    long different = report.verdicts().stream().mapToLong(ReplayReport.Verdict::different).sum();
    assertTrue(different >= 1 && different < 30, () -> String.join("\n", report.lines()));
  }

  @Test
  void shouldEndWhereAFileWasCutOff() throws IOException {
    talkAndListen();
    flyFor(10);
    byte[] file = freeze();
    mustBeExact(replay(Arrays.copyOf(file, file.length - 1234), PacketListener.NONE));
  }

  @Test
  void shouldRefuseWhatIsNoRecording() {
    assertEquals("byte 0: this is no pcapng file", refusal(new byte[] {1, 2, 3}));
    assertEquals("byte 0: this is no pcapng file", refusal(new byte[100]));
  }

  private static String refusal(byte[] file) {
    return String.valueOf(assertThrows(FlightFileException.class, () -> replay(file, PacketListener.NONE)).getMessage());
  }

  @Test
  void shouldNeverThrowAnythingElseAtGarbage() throws IOException {
    talkAndListen();
    flyFor(5);
    byte[] file = freeze();
    byte[] whole = Arrays.copyOf(file, Math.min(file.length, 60_000));
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 300; round++) {
      byte[] broken = whole.clone();
      for (int i = 0; i < 3; i++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        replay(broken, PacketListener.NONE);
      } catch (FlightFileException told) {
        assertTrue(String.valueOf(told.getMessage()).startsWith("byte "));
      }
    }
    assertArrayEquals(whole, Arrays.copyOf(file, whole.length));
  }
}
