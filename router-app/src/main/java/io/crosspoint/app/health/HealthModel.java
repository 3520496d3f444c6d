package io.crosspoint.app.health;

import io.crosspoint.app.health.PlantFacts.Input;
import io.crosspoint.app.health.PlantFacts.Output;
import io.crosspoint.app.health.StreamHealth.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The health of a router and its streams: successive facts in, grades and their changes out. Knows no clock and no counter but what it is
 * told.
 *
 * <p>The router's own domains: link is that of all its networks, connection and essence are the worst of its outputs (an input that is
 * missing somewhere is heard there), synchronisation is the clock.
 *
 * <p><b>Thread:</b> {@link #observe} by one; {@link #report} by any.
 */
public final class HealthModel {

  /** @param was the grade before */
  public record Change(Kind kind, String name, Domain domain, Grade was, Grade is, String message) {}

  private record Key(Kind kind, int slot) {}

  /** What is remembered of one stream. */
  private static final class Track {
    final Map<Domain, DomainTrack> domains = new EnumMap<>(Domain.class);

    Track() {
      for (Domain domain : Domain.values()) {
        domains.put(domain, new DomainTrack());
      }
    }

    DomainTrack of(Domain domain) {
      DomainTrack track = domains.get(domain);
      if (track == null) {
        throw new IllegalStateException("every domain has a track");
      }
      return track;
    }
  }

  private final Map<Key, Track> tracks = new HashMap<>();
  private @Nullable PlantFacts before;
  private volatile HealthReport report = HealthReport.NONE;

  /** Takes in what is to be seen now; what differs from what was told before is returned. */
  public List<Change> observe(PlantFacts now, long nowNs) {
    PlantFacts previous = before;
    before = now;
    if (previous == null) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    Verdict clock = Judge.clock(previous.clock(), now.clock());
    SortedMap<Integer, StreamHealth> inputs = inputs(previous, now, clock, nowNs, changes);
    SortedMap<Integer, StreamHealth> outputs = new TreeMap<>();
    Map<Integer, Output> outputsBefore = new HashMap<>();
    previous.outputs().forEach(output -> outputsBefore.put(output.slot(), output));
    Verdict transmission = Verdict.INACTIVE;
    Verdict essence = Verdict.INACTIVE;
    for (Output output : now.outputs()) {
      Verdict[] verdicts = verdicts(outputsBefore.get(output.slot()), output, now, clock);
      outputs.put(output.slot(), follow(new Key(Kind.OUTPUT, output.slot()), output.name(), verdicts, nowNs, changes));
      transmission = transmission.or(named(output.name(), verdicts[Domain.CONNECTION.ordinal()]));
      essence = essence.or(named(output.name(), verdicts[Domain.ESSENCE.ordinal()]));
    }
    if (!now.deadThreads().isEmpty()) {
      transmission = Verdict.unhealthy("thread " + String.join(", ", now.deadThreads()) + " has died");
    }
    Verdict[] own = {Judge.link(now.networks()), transmission, clock, essence};
    StreamHealth router = follow(new Key(Kind.ROUTER, -1), "router", own, nowNs, changes);
    forgetTheGone(now);
    report = new HealthReport(router, inputs, outputs);
    return changes;
  }

  private SortedMap<Integer, StreamHealth> inputs(
      PlantFacts previous, PlantFacts now, Verdict clock, long nowNs, List<Change> changes) {
    SortedMap<Integer, StreamHealth> inputs = new TreeMap<>();
    Map<Integer, Input> inputsBefore = new HashMap<>();
    previous.inputs().forEach(input -> inputsBefore.put(input.slot(), input));
    for (Input input : now.inputs()) {
      Verdict[] verdicts = verdicts(inputsBefore.get(input.slot()), input, clock);
      inputs.put(input.slot(), follow(new Key(Kind.INPUT, input.slot()), input.name(), verdicts, nowNs, changes));
    }
    return inputs;
  }

  private static Verdict named(String output, Verdict verdict) {
    return verdict.message().isEmpty() ? verdict : new Verdict(verdict.grade(), output + ": " + verdict.message());
  }

  /** By domain; all inactive for a stream that has just come. */
  private static Verdict[] verdicts(@Nullable Input before, Input now, Verdict clock) {
    Verdict link = Judge.link(now.legs().stream().map(PlantFacts.Leg::link).toList());
    return before == null
        ? new Verdict[] {link, Verdict.INACTIVE, Verdict.INACTIVE, Verdict.INACTIVE}
        : new Verdict[] {link, Judge.connection(before, now), Judge.synchronisation(clock, now), Judge.essence(before, now)};
  }

  private static Verdict[] verdicts(@Nullable Output before, Output now, PlantFacts facts, Verdict clock) {
    Verdict link = Judge.link(now.links());
    return before == null
        ? new Verdict[] {link, Verdict.INACTIVE, Verdict.INACTIVE, Verdict.INACTIVE}
        : new Verdict[] {link, Judge.connection(before, now, facts.clock()), clock, Judge.essence(before, now)};
  }

  private StreamHealth follow(Key key, String name, Verdict[] verdicts, long nowNs, List<Change> changes) {
    Track track = tracks.computeIfAbsent(key, absent -> new Track());
    List<StreamHealth.Of> domains = new ArrayList<>();
    for (Domain domain : Domain.values()) {
      DomainTrack one = track.of(domain);
      Grade was = one.told().grade();
      if (one.observe(verdicts[domain.ordinal()], nowNs)) {
        changes.add(new Change(key.kind, name, domain, was, one.told().grade(), one.told().message()));
      }
      domains.add(new StreamHealth.Of(domain, one.told().grade(), one.told().message(), one.transitions()));
    }
    return new StreamHealth(key.kind, name, key.slot, domains);
  }

  private void forgetTheGone(PlantFacts now) {
    Set<Key> there = new HashSet<>();
    there.add(new Key(Kind.ROUTER, -1));
    now.inputs().forEach(input -> there.add(new Key(Kind.INPUT, input.slot())));
    now.outputs().forEach(output -> there.add(new Key(Kind.OUTPUT, output.slot())));
    tracks.keySet().retainAll(there);
  }

  static List<StreamHealth.Of> inactive() {
    return Arrays.stream(Domain.values()).map(domain -> new StreamHealth.Of(domain, Grade.INACTIVE, "", 0)).toList();
  }

  /** How everything fares, as of the newest observation. */
  public HealthReport report() {
    return report;
  }
}
