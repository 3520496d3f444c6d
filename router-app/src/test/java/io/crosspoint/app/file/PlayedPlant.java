package io.crosspoint.app.file;

import static io.crosspoint.pipeline.pcm.Encoding.L24;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Simulation;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A router in simulated time whose only input is a playlist, and what leaves it. */
final class PlayedPlant implements AutoCloseable {

  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;
  static final long START = 1_763_818_437L * SECOND;
  static final AudioFormat STEREO = new AudioFormat(L24, 48_000, 2);

  final Simulation simulation;
  final SourceTimeline timeline;
  final Counters<ReadCounter> read = new Counters<>(ReadCounter.class);
  final Counters<PlayCounter> played = new Counters<>(PlayCounter.class);
  final Playlist playlist;
  final FilePlayer player;
  private final ReadAhead reader;
  /** By media index the left sample that left in the packet which covers it. */
  final Map<Long, Integer> heard = new TreeMap<>();

  PlayedPlant(FileList list) {
    InputSpec input = InputSpec.ofSource("file", STEREO, 0, new SourceSpec(9_600, SourceSpec.Holes.SILENCE));
    this.simulation = new Simulation(Plants.straight(input, Plants.output("out", STEREO, 48)), 500_000, START);
    this.timeline = Objects.requireNonNull(simulation.shard().sources().getFirst());
    this.playlist = new Playlist(list.files(), list.isLooped(), 48_000, 2, read);
    this.reader = new ReadAhead("file", playlist, 48_000, 2);
    this.player = new FilePlayer(timeline, reader, list.startPtpNs(), played);
    simulation.add((Simulation.Listener) this::hear);
    reader.start();
    // Outputs are silent until the tick has proved punctual.
    simulation.run(200 * MS);
  }

  private void hear(int output, MemorySegment memory, int offset, int length, long sentPtpNs) {
    // The timestamp's upper bits are those of now.
    int timestamp = Integer.reverseBytes(memory.get(ValueLayout.JAVA_INT_UNALIGNED, offset + 4));
    long first = MediaClock.unwrap(timestamp, 0, new MediaClock(48_000).indexOf(sentPtpNs));
    for (int i = 0; i < 48; i++) {
      int sample = 0;
      for (int octet = 0; octet < 3; octet++) {
        sample |= (memory.get(ValueLayout.JAVA_BYTE, offset + 12 + 6 * i + octet) & 0xFF) << (24 - 8 * octet);
      }
      heard.put(first + i, sample);
    }
  }

  /** Lets time pass; the disk is as fast as it has to be. */
  void run(long durationNs) throws InterruptedException {
    for (long done = 0; done < durationNs; done += 5 * MS) {
      simulation.run(5 * MS);
      for (int waited = 0; waited < 50 && reader.ready() < 4 && !reader.isOver(); waited++) {
        Thread.sleep(1);
      }
      player.step();
    }
  }

  /** The index at which a frame of a file was heard last, or −1. */
  long heardAt(int file, int frame) {
    return heard.entrySet().stream()
        .filter(entry -> entry.getValue() == WaveBytes.sample(file, frame, 0))
        .mapToLong(Map.Entry::getKey)
        .max()
        .orElse(-1);
  }

  int heardAt(long index) {
    return heard.getOrDefault(index, Integer.MIN_VALUE);
  }

  @Override
  public void close() {
    reader.close();
  }
}
