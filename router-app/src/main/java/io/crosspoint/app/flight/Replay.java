package io.crosspoint.app.flight;

import io.crosspoint.pipeline.flight.EventLog;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the outputs of a recording again, faster than they were made: the calling thread reads and places, another one renders.
 *
 * <p>The stages are those of the router and see the same events in the same order, so that what they render is the same, bit for bit, on
 * any machine. Inputs whose clock is recovered are the exception when their state is older than the recording.
 */
public final class Replay {

  private final List<ReplayedShard> shards = new ArrayList<>();
  private final PacketListener listener;

  private Replay(PacketListener listener) {
    this.listener = listener;
  }

  /**
   * Runs a file to its end. Nobody may shorten it meanwhile.
   *
   * @param listener is told every packet that is rendered, by the thread that renders
   * @throws FlightFileException when it is no recording
   */
  public static ReplayReport of(Path file, PacketListener listener) throws IOException {
    try (FileChannel channel = FileChannel.open(file); Arena arena = Arena.ofShared()) {
      return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), listener);
    }
  }

  /** As {@link #of(Path, PacketListener)}, of what such a file has; aligned to 4. */
  static ReplayReport of(MemorySegment file, PacketListener listener) throws IOException {
    Replay replay = new Replay(listener);
    try {
      return replay.run(new FlightFileReader(file));
    } finally {
      replay.shards.forEach(ReplayedShard::close);
    }
  }

  private ReplayReport run(FlightFileReader from) throws IOException {
    ReplayedShard shard = null;
    while (from.next()) {
      if (from.kind() == FlightFileWriter.PLAN) {
        finish(shard);
        shard = begin(from);
        shards.add(shard);
      } else if (from.kind() >= EventLog.PACKET && from.kind() <= EventLog.COMMAND) {
        play(shard, from);
      }
    }
    finish(shard);
    if (shards.isEmpty()) {
      throw new FlightFileException(0, "there is no flight recording in it");
    }
    return ReplayReport.of(shards);
  }

  private static void finish(@Nullable ReplayedShard shard) throws IOException {
    if (shard != null) {
      shard.finish();
    }
  }

  private ReplayedShard begin(FlightFileReader from) throws FlightFileException {
    FlightPlan plan = from.plan();
    try {
      plan.check();
      return new ReplayedShard(plan, from.file(), listener);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NullPointerException impossible) {
      throw new FlightFileException(from.position(), "a plan that cannot be: " + impossible.getMessage());
    }
  }

  private static void play(@Nullable ReplayedShard shard, FlightFileReader from) throws IOException {
    if (shard == null) {
      throw new FlightFileException(from.position(), "an event before there is a plan");
    }
    try {
      shard.event(from);
    } catch (IllegalArgumentException | IndexOutOfBoundsException impossible) {
      throw FlightFileException.impossible(from.position(), impossible);
    }
  }
}
