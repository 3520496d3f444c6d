package io.crosspoint.app.flight;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a replay has found.
 *
 * @param recording of which router, when and why
 * @param audioNs how long it is
 * @param verdicts one for each output
 * @param incidents in order of time
 */
public record ReplayReport(
    String recording, long audioNs, long packets, long deadlines, List<Verdict> verdicts, List<Incident> incidents, int utcOffsetSeconds) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final int MOST_LINES = 60;
  private static final long SAME_NS = 200_000_000;

  /**
   * How an output compares.
   *
   * @param settling packets that differ because what they are made of came before the recording
   * @param different packets that differ for no such reason
   * @param unchecked packets that were not rendered yet when the recording was frozen
   * @param recovered names of the inputs on clocks of their own that it may read
   */
  public record Verdict(
      String output, long equal, long settling, long different, long unchecked, long firstDifferentPtpNs, List<String> recovered) {

    public Verdict {
      recovered = List.copyOf(recovered);
    }

    /** Whether it is what was sent, as far as that can be told. */
    public boolean isExact() {
      return different == 0 && (equal > 0 || settling + unchecked == 0 || !recovered.isEmpty());
    }
  }

  public ReplayReport {
    verdicts = List.copyOf(verdicts);
    incidents = List.copyOf(incidents);
  }

  static ReplayReport of(List<ReplayedShard> shards) {
    FlightPlan plan = shards.getFirst().plan();
    List<Verdict> verdicts = new ArrayList<>();
    List<Incident> incidents = new ArrayList<>();
    for (ReplayedShard shard : shards) {
      shard.verdicts().forEach(verdict -> verdicts.add(verdict(shard, verdict)));
      incidents.addAll(shard.incidents());
    }
    incidents.sort(Comparator.comparingLong(Incident::ptpNs));
    List<Incident> merged = merged(incidents);
    return new ReplayReport(
        "%s (%s), frozen %s: %s".formatted(plan.router(), plan.version(), plan.frozenAt(), plan.reason()),
        shards.stream().mapToLong(ReplayedShard::spanNs).max().orElse(0), shards.stream().mapToLong(ReplayedShard::packets).sum(),
        shards.stream().mapToLong(ReplayedShard::deadlines).sum(), verdicts, merged, plan.utcOffsetSeconds());
  }

  /** What goes on for a while is one thing. */
  private static List<Incident> merged(List<Incident> incidents) {
    Map<List<String>, Incident> open = new HashMap<>();
    List<Incident> merged = new ArrayList<>();
    for (Incident incident : incidents) {
      List<String> key = List.of(incident.stream(), incident.what());
      Incident before = open.get(key);
      if (before != null && incident.ptpNs() - before.lastPtpNs() <= SAME_NS) {
        merged.set(merged.lastIndexOf(before), before.and(incident));
        open.put(key, before.and(incident));
      } else {
        merged.add(incident);
        open.put(key, incident);
      }
    }
    return merged;
  }

  private static Verdict verdict(ReplayedShard shard, OutputVerdict of) {
    int output = shard.verdicts().indexOf(of);
    List<String> recovered =
        shard.plan().plant().crosspoints().stream()
            .filter(crosspoint -> crosspoint.output() == output)
            .map(crosspoint -> shard.plan().plant().inputs().get(crosspoint.input()))
            .filter(input -> input.isRecovered())
            .map(input -> input.name())
            .distinct()
            .toList();
    return new Verdict(
        of.name(), of.equal(), of.unlike(), of.different(), of.unchecked(), of.firstDifferentPtpNs(), recovered);
  }

  /** Whether every output is what was sent. */
  public boolean isExact() {
    return verdicts.stream().allMatch(Verdict::isExact);
  }

  /** A line each: what it was, how the outputs compare, and what went wrong when and why. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(recording);
    lines.add(String.format(Locale.ROOT, "%.3f s, %d packets in, %d deadlines; times are UTC", audioNs / 1e9, packets, deadlines));
    long equal = verdicts.stream().mapToLong(Verdict::equal).sum();
    long different = verdicts.stream().mapToLong(Verdict::different).sum();
    long settling = verdicts.stream().mapToLong(Verdict::settling).max().orElse(0);
    String atFirst =
        settling == 0 ? "" : "; at most " + settling + " at the beginning of an output are made of what came before the recording";
    lines.add("%s: %d packets equal, %d different%s".formatted(isExact() ? "bit-exact" : "NOT bit-exact", equal, different, atFirst));
    verdicts.stream().filter(verdict -> !verdict.isExact()).forEach(verdict -> lines.add("  " + text(verdict)));
    verdicts.stream()
        .filter(verdict -> verdict.isExact() && verdict.equal() == 0 && !verdict.recovered().isEmpty())
        .forEach(verdict -> lines.add("  " + verdict.output() + " cannot be judged: the clock of "
            + String.join(", ", verdict.recovered()) + " was known from before the recording"));
    if (incidents.size() > MOST_LINES) {
      // A recording is frozen after what it is frozen for, so the last ones are those to be read; one bad stream must not hide the others.
      totals().stream().limit(MOST_LINES).forEach(total -> lines.add("  " + total));
      lines.add("  the last " + MOST_LINES + " of " + incidents.size() + ":");
    }
    incidents.subList(Math.max(0, incidents.size() - MOST_LINES), incidents.size()).forEach(incident -> lines.add("  " + text(incident)));
    return lines;
  }

  /** A line for each stream and trouble, those that happened most often first. */
  private List<String> totals() {
    Map<List<String>, List<Incident>> alike = new LinkedHashMap<>();
    incidents.forEach(incident ->
        alike.computeIfAbsent(List.of(incident.stream(), incident.what()), key -> new ArrayList<>()).add(incident));
    return alike.values().stream()
        .sorted(Comparator.comparingLong((List<Incident> of) -> of.stream().mapToLong(Incident::count).sum()).reversed())
        .map(of -> "%s  %-20s %6d  %s in all, %d times, until %s".formatted(
            time(of.getFirst().ptpNs()), of.getFirst().stream(), of.stream().mapToLong(Incident::count).sum(), what(of.getFirst()),
            of.size(), time(of.getLast().lastPtpNs())))
        .toList();
  }

  private String text(Verdict verdict) {
    return verdict.equal() == 0
        ? verdict.output() + ": no packet is what was sent"
        : "%s: %d packets differ, the first at %s".formatted(verdict.output(), verdict.different(), time(verdict.firstDifferentPtpNs()));
  }

  private String text(Incident incident) {
    boolean isLong = incident.lastPtpNs() != incident.ptpNs();
    String duration = isLong ? String.format(Locale.ROOT, " in %.3f s", (incident.lastPtpNs() - incident.ptpNs()) / 1e9) : "";
    // What the recording shows of the cause is of the first time.
    String why = incident.why().isEmpty() ? "" : (isLong ? ", at first: " : ": ") + incident.why();
    return "%s  %-20s %6d  %s%s%s".formatted(
        time(incident.ptpNs()), incident.stream(), incident.count(), what(incident), duration, why);
  }

  private static String what(Incident incident) {
    return incident.what().replace('_', ' ');
  }

  private String time(long ptpNs) {
    return TIME.format(Instant.ofEpochSecond(0, ptpNs).minusSeconds(utcOffsetSeconds));
  }
}
