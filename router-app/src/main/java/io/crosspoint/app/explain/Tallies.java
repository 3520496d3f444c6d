package io.crosspoint.app.explain;

import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.engine.RunningShard;
import io.crosspoint.pipeline.meter.Counter;
import io.crosspoint.pipeline.meter.Counters;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What all counters stood at during the last seconds, so that what happens now can be told from what once happened. */
final class Tallies {

  private static final int KEPT = 4;
  private static final long SHORTEST_NS = 400_000_000;

  /** One moment. */
  private record Tally(long atNs, IdentityHashMap<Counters<?>, long[]> counts, Map<Integer, Long> refused) {}

  /** From a moment before until now. */
  static final class Window {
    private final @Nullable Tally before;
    private final double seconds;

    private Window(@Nullable Tally before, double seconds) {
      this.before = before;
      this.seconds = seconds;
    }

    double seconds() {
      return seconds;
    }

    <E extends Enum<E> & Counter> long count(Counters<E> counters, E counter) {
      long[] then = before == null ? null : before.counts.get(counters);
      return counters.get(counter) - (then == null ? 0 : then[counter.ordinal()]);
    }

    long refused(RunningShard shard) {
      return shard.refusedDatagrams() - (before == null ? 0 : Objects.requireNonNullElse(before.refused.get(shard.number()), 0L));
    }
  }

  private final ArrayDeque<Tally> tallies = new ArrayDeque<>();
  private final long beganNs;

  /** @param nowNs monotonic time, as all that follow */
  Tallies(long nowNs) {
    this.beganNs = nowNs;
  }

  synchronized void observe(Router router, long nowNs) {
    IdentityHashMap<Counters<?>, long[]> counts = new IdentityHashMap<>();
    Roster roster = router.roster();
    for (Roster.Input input : roster.inputs()) {
      for (Roster.Place place : input.places()) {
        note(counts, place.meter().counters());
        place.flows().forEach(flow -> note(counts, flow.counters()));
        if (place.source() != null) {
          note(counts, place.source().playoutCounters());
        }
      }
    }
    roster.outputs().forEach(output -> note(counts, output.counters()));
    roster.groups().forEach(group -> note(counts, group.meter().counters()));
    Map<Integer, Long> refused = new HashMap<>();
    router.shards().forEach(shard -> refused.put(shard.number(), shard.refusedDatagrams()));
    tallies.addLast(new Tally(nowNs, counts, refused));
    while (tallies.size() > KEPT) {
      tallies.removeFirst();
    }
  }

  private static <E extends Enum<E> & Counter> void note(IdentityHashMap<Counters<?>, long[]> counts, Counters<E> counters) {
    E[] names = counters.names();
    long[] values = new long[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = counters.get(names[i]);
    }
    counts.put(counters, values);
  }

  /** Some two seconds; less after the start, and since then where that was just now. */
  synchronized Window until(long nowNs) {
    for (Tally tally : tallies) {
      if (nowNs - tally.atNs >= SHORTEST_NS) {
        return new Window(tally, (nowNs - tally.atNs) / 1e9);
      }
    }
    return new Window(null, Math.max(SHORTEST_NS, nowNs - beganNs) / 1e9);
  }
}
