package io.crosspoint.app.api;

import io.crosspoint.app.health.Domain;
import io.crosspoint.app.health.Grade;
import io.crosspoint.app.health.HealthReport;
import io.crosspoint.app.health.StreamHealth;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.linux.Libc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A judgement of the router, from two observations.
 *
 * @param atNs monotonic time of the newer one
 * @param dead why the process should be restarted; empty when it should not
 * @param notReady why nobody should rely on the outputs; empty when they may
 * @param degraded what is wrong with single streams while the router does its work: alarms of their senders' clocks
 * @param report how everything fares by domains
 */
public record Health(long atNs, List<String> dead, List<String> notReady, List<String> degraded, HealthReport report) {

  public Health {
    dead = List.copyOf(dead);
    notReady = List.copyOf(notReady);
    degraded = List.copyOf(degraded);
  }

  public Health(long atNs, List<String> dead, List<String> notReady, List<String> degraded) {
    this(atNs, dead, notReady, degraded, HealthReport.NONE);
  }

  /** With the model's report; what it does not yet take for recovered is not ready, and neither is anybody who relies on it. */
  public Health with(HealthReport latest) {
    List<String> reasons = new ArrayList<>(notReady);
    for (Domain domain : List.of(Domain.SYNCHRONISATION, Domain.CONNECTION)) {
      StreamHealth.Of of = latest.router().of(domain);
      if (notReady.isEmpty() && of.grade() == Grade.UNHEALTHY) {
        reasons.add("recovering: " + of.message());
      }
    }
    return new Health(atNs, dead, reasons, degraded, latest);
  }

  /** Before anything was observed. */
  public static Health starting(long atNs) {
    return new Health(atNs, List.of(), List.of("starting"), List.of());
  }

  /** A silent input, or one whose clock is wrong, makes nothing unready: that is the stream's health, not the router's. */
  public static Health between(Observation before, Observation now) {
    List<String> notReady = new ArrayList<>();
    ClockSnapshot clock = now.clock();
    boolean isUsable = clock.state().isUsable();
    if (!isUsable) {
      notReady.add("clock is " + clock.state().name().toLowerCase(Locale.ROOT) + ": " + clock.reason());
    }
    // Groups come and go with their outputs: one that was not there before has not had its time yet.
    for (int i = 0; i < now.groups().size() && i < before.groups().size(); i++) {
      Observation.Group group = now.groups().get(i);
      boolean isSame = group.outputs().equals(before.groups().get(i).outputs());
      if (isUsable && isSame && !group.outputs().isEmpty() && group.batches() == before.groups().get(i).batches()) {
        notReady.add("nothing was sent for " + String.join(", ", group.outputs()));
      }
    }
    for (int i = 0; i < now.sinks().size() && i < before.sinks().size(); i++) {
      Observation.Sink sink = now.sinks().get(i);
      long refused = sink.refused() - before.sinks().get(i).refused();
      if (refused > 0) {
        notReady.add("the kernel refused " + refused + " datagrams of shard " + sink.shard() + " in "
            + (now.atNs() - before.atNs()) / 1_000_000 + " ms" + because(sink.errno()));
      }
    }
    List<String> dead = now.deadThreads().stream().map(name -> "thread " + name + " has died").toList();
    notReady.addAll(dead);
    return new Health(now.atNs(), dead, notReady, degraded(now));
  }

  private static List<String> degraded(Observation now) {
    return now.inputs().stream()
        .flatMap(input -> input.clock().alarms().stream().map(alarm -> "input " + input.name() + ": " + input.clock().words(alarm)))
        .toList();
  }

  private static String because(int errno) {
    return errno == 0 ? "" : " (" + Libc.describe(errno) + ")";
  }

  /** The same, with more that is wrong. */
  public Health degradedBy(List<String> more) {
    return new Health(atNs, dead, notReady, Stream.concat(degraded.stream(), more.stream()).toList(), report);
  }

  public boolean isReady() {
    return notReady.isEmpty();
  }
}
