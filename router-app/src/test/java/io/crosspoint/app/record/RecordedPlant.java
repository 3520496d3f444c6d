package io.crosspoint.app.record;

import io.crosspoint.app.file.AudioFile;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.TapSpec;
import io.crosspoint.pipeline.engine.Pattern;
import io.crosspoint.pipeline.engine.PatternTalker;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Simulation;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A router in simulated time with one talker, whose audio goes out by two routes and is recorded at three places. */
final class RecordedPlant {

  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;
  static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48_000, 2);
  static final int LINK_OFFSET = 144;
  static final int SEED = 7;
  static final int UTC_OFFSET = 37;
  /** 2025-11-22, so that 13 h 33 min 20.5 s of UTC has passed since midnight. */
  static final long START = 1_763_818_437L * SECOND + 500 * MS;

  final Simulation simulation;
  final PatternTalker talker;
  final List<Recorder> recorders = new ArrayList<>();
  long nowNs = 1;

  RecordedPlant(Path directory, Rotation rotation, long limitBytes) {
    InputSpec input = Plants.input("in", STEREO, 48, LINK_OFFSET);
    List<Crosspoint> routes = new ArrayList<>(Plants.wholeStream(0, 0, 2));
    routes.addAll(Plants.wholeStream(0, 1, 2));
    List<TapSpec> taps =
        List.of(
            new TapSpec("one", TapSpec.Point.OUTPUT, 0), new TapSpec("two", TapSpec.Point.OUTPUT, 1),
            new TapSpec("source", TapSpec.Point.INPUT, 0));
    PlantSpec plant =
        new PlantSpec(List.of(input), List.of(Plants.output("a", STEREO, 48), Plants.output("b", STEREO, 240)), routes, taps);
    this.simulation = new Simulation(plant, 500_000, START);
    this.talker = new PatternTalker(0, input, SEED, START);
    simulation.add(talker);
    simulation.shard().taps().forEach(tap -> recorders.add(
        new Recorder(new RecordingSpec(tap.spec(), directory, rotation), tap.ring(), "test", UTC_OFFSET, limitBytes)));
  }

  RecordedPlant(Path directory, Rotation rotation) {
    this(directory, rotation, 0xFFFF_FFFFL);
  }

  void run(long durationNs) {
    for (long done = 0; done < durationNs; done += 20 * MS) {
      simulation.run(20 * MS);
      nowNs += 20 * MS;
      recorders.forEach(recorder -> recorder.run(nowNs));
    }
  }

  void close() {
    recorders.forEach(Recorder::close);
  }

  Recorder recorder(String name) {
    return recorders.stream().filter(recorder -> recorder.spec().name().equals(name)).findFirst().orElseThrow();
  }

  /** The files of a recording in the order of their media indices. */
  static List<Path> files(Path directory, String name) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith(name + "_")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The media index in a file's name. */
  static long indexInName(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(name.lastIndexOf('_') + 1, name.lastIndexOf('.')));
  }

  /** The header's TimeReference, read without help from the code under test. */
  static long timeReference(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, 0, 2048, StandardCharsets.ISO_8859_1).indexOf("bext");
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at + 8 + 256 + 32 + 32 + 10 + 8);
  }

  static int[] samples(Path file) throws IOException {
    try (AudioFile audio = AudioFile.open(file)) {
      int[] all = new int[(int) audio.frames() * audio.channels()];
      int[] block = new int[4800 * audio.channels()];
      int done = 0;
      for (int read = audio.read(block, 4800); read > 0; read = audio.read(block, 4800)) {
        System.arraycopy(block, 0, all, done, read * audio.channels());
        done += read * audio.channels();
      }
      return all;
    }
  }

  /** What the talker put at a media index. */
  static int sent(long index, int channel) {
    return Pattern.sample(Encoding.L24, SEED, index, channel);
  }
}
