package io.crosspoint.app.flight;

import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.engine.SendCounter;
import io.crosspoint.pipeline.place.InputCounter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells when a stream breaks that was well before: that is when a recording is worth keeping. One that stays broken is no news.
 *
 * <p><b>Thread:</b> one, which looks twice a second or so.
 */
final class FlightAlarm {

  /** So long without trouble, and a stream is well. */
  private static final long WELL_NS = 10_000_000_000L;

  private final Map<String, Stream> streams = new HashMap<>();

  private static final class Stream {
    long count;
    long troubleNs;

    Stream(long count, long nowNs) {
      this.count = count;
      // What begins is not well yet: a talker that is started breaks nothing.
      this.troubleNs = nowNs;
    }
  }

  /** What has broken since the last look, in a few words; empty when nothing has. */
  Optional<String> look(Roster roster, long nowNs) {
    Set<String> present = new HashSet<>();
    Optional<String> news = Optional.empty();
    for (Roster.Input input : roster.inputs()) {
      long missing = input.places().stream().mapToLong(place -> place.meter().counters().get(InputCounter.MISSING_FRAMES)).sum();
      news = news.or(() -> look(present, "input " + input.spec().name(), "frames missing", missing, nowNs));
    }
    for (Roster.Group group : roster.groups()) {
      String name = group.outputs().isEmpty() ? "nobody" : group.outputs().getFirst();
      long skipped = group.meter().counters().get(SendCounter.SKIPPED);
      news = news.or(() -> look(present, "output " + name, "deadlines skipped", skipped, nowNs));
    }
    if (news.isEmpty()) {
      streams.keySet().retainAll(present);
    }
    return news;
  }

  private Optional<String> look(Set<String> present, String stream, String what, long count, long nowNs) {
    present.add(stream);
    Stream known = streams.computeIfAbsent(stream, unknown -> new Stream(count, nowNs));
    long more = count - known.count;
    boolean wasWell = nowNs - known.troubleNs > WELL_NS;
    known.count = count;
    if (more > 0) {
      known.troubleNs = nowNs;
    }
    return more > 0 && wasWell ? Optional.of(stream + ": " + more + " " + what) : Optional.empty();
  }
}
