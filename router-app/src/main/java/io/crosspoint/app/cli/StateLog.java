package io.crosspoint.app.cli;

import io.crosspoint.app.api.Health;
import io.crosspoint.app.api.Observation;
import io.crosspoint.pipeline.place.InputMeter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns successive observations into the lines of the log: one for each change of state, worse at once, better only after three seconds, so
 * that a flapping stream does not fill a disk. Pure; the clock tells its own changes.
 */
final class StateLog {

  /** @param isTrouble whether an operator should look */
  record Line(boolean isTrouble, String text) {}

  /** In order of badness. */
  private enum State { WAITING, RECEIVING, LOSING, CONTESTED, OVERRUN, SILENT }

  private static final long BETTER_AFTER_NS = 3_000_000_000L;
  private static final long SILENT_AFTER_NS = 900_000_000L;

  /** What is remembered of one input. */
  private static final class Track {
    State told = State.WAITING;
    int ssrc;
    long packets;
    long lastPacketNs;
    long betterSinceNs = Long.MIN_VALUE;
    final SourceClockLog clock = new SourceClockLog();
  }

  private final Map<String, Track> tracks = new HashMap<>();
  private @Nullable Observation before;
  private List<String> notReadyBefore = List.of("starting");

  /** The lines that this observation gives rise to. */
  List<Line> changes(Observation now, Health health) {
    List<Line> lines = new ArrayList<>();
    Observation previous = before;
    for (int i = 0; i < now.inputs().size(); i++) {
      Observation.Input input = now.inputs().get(i);
      Optional<Observation.Input> before = previous == null ? Optional.empty() : same(previous, i, input);
      String key = input.name() + " of shard " + input.shard();
      if (before.isPresent() && input.packets() >= before.get().packets()) {
        Track track = tracks.computeIfAbsent(key, any -> new Track());
        follow(track, before.get(), input, now.atNs(), lines);
        track.clock.follow(input.name(), before.get().clock(), input.clock(), now.atNs(), lines);
      } else {
        // It is new, or another one of the same name.
        tracks.put(key, new Track());
      }
    }
    if (health.notReady().isEmpty() != notReadyBefore.isEmpty()) {
      lines.add(health.isReady() ? new Line(false, "ready") : new Line(true, "not ready: " + String.join("; ", health.notReady())));
    }
    notReadyBefore = health.notReady();
    before = now;
    return lines;
  }

  /** The same input in an earlier observation, where it stands in the same place as long as none comes or goes. */
  private static Optional<Observation.Input> same(Observation before, int place, Observation.Input input) {
    return Stream.concat(before.inputs().stream().skip(place).limit(1), before.inputs().stream())
        .filter(other -> other.name().equals(input.name()) && other.shard() == input.shard())
        .findFirst();
  }

  private static void follow(Track track, Observation.Input before, Observation.Input now, long atNs, List<Line> lines) {
    if (now.packets() != track.packets) {
      track.packets = now.packets();
      track.lastPacketNs = atNs;
    }
    State state = judge(track, before, now, atNs);
    boolean isNewSender = state == State.RECEIVING && track.told == State.RECEIVING && now.ssrc() != track.ssrc;
    if (state.compareTo(track.told) < 0 && track.told != State.SILENT) {
      track.betterSinceNs = track.betterSinceNs == Long.MIN_VALUE ? atNs : track.betterSinceNs;
      if (atNs - track.betterSinceNs < BETTER_AFTER_NS) {
        return;
      }
    }
    track.betterSinceNs = Long.MIN_VALUE;
    if (state != track.told || isNewSender) {
      lines.add(new Line(state != State.RECEIVING, "input " + now.name() + ": " + words(state, before, now)));
      track.told = state;
    }
    track.ssrc = now.ssrc();
  }

  private static State judge(Track track, Observation.Input before, Observation.Input now, long atNs) {
    if (now.packets() == 0) {
      return State.WAITING;
    }
    if (atNs - track.lastPacketNs > SILENT_AFTER_NS) {
      return State.SILENT;
    }
    if (now.ringFull() > before.ringFull()) {
      return State.OVERRUN;
    }
    if (now.foreign() > before.foreign()) {
      return State.CONTESTED;
    }
    // Before its first packet an input misses everything; that is not news.
    return before.packets() > 0 && now.missingFrames() > before.missingFrames() ? State.LOSING : State.RECEIVING;
  }

  private static String words(State state, Observation.Input before, Observation.Input now) {
    return switch (state) {
      case WAITING -> "nothing received yet";
      case RECEIVING -> "receiving, SSRC 0x%08x, timestamps %s".formatted(now.ssrc(), timing(now.timing()));
      case LOSING -> "losing audio, " + (now.missingFrames() - before.missingFrames()) + " frames just now";
      case CONTESTED -> "two senders on one group; the first one is kept, SSRC 0x%08x".formatted(now.ssrc());
      case OVERRUN -> "packets dropped because the stages do not keep up (ring full)";
      case SILENT -> "silent";
    };
  }

  private static String timing(InputMeter.Timing timing) {
    return switch (timing) {
      case UNKNOWN -> "not yet understood";
      case DECLARED -> "have the configured offset";
      case PTP -> "are PTP time";
      case ARRIVAL -> "say nothing of PTP: anchored to arrival";
    };
  }
}
