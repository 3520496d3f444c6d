package io.crosspoint.benchmarks.rig.plant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Simulates a day in two parts at once, each from a start of the router on, and writes what there was. */
public final class PlantRig {

  static final int STREAMS = 256;
  static final long SEED = 20_261_123;
  static final Director.Pace PACE = new Director.Pace(2, 14, 120, 1800);
  private static final int PARTS = 2;

  private PlantRig() {}

  /** {@code PlantRig HOURS RESULT-FILE [SEED]}; ends with 1 when a frame was wrong. */
  public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
    double hours = Double.parseDouble(arguments[0]);
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : SEED;
    long beginNs = System.nanoTime();
    List<Tally> parts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(PARTS)) {
      List<Future<Tally>> running = new ArrayList<>();
      for (int part = 0; part < PARTS; part++) {
        PlantDay day = new PlantDay(STREAMS, (int) (hours * 3600 / PARTS), PACE, seed + part);
        running.add(threads.submit(day::run));
      }
      for (Future<Tally> one : running) {
        parts.add(one.get());
      }
    }
    double tookS = (System.nanoTime() - beginNs) / 1e9;
    List<String> rows = report(hours, seed, parts, tookS);
    rows.forEach(System.out::println);
    Files.write(Path.of(arguments[1]), rows);
    if (parts.stream().anyMatch(part -> part.wrong > 0)) {
      System.exit(1);
    }
  }

  private static List<String> report(double hours, long seed, List<Tally> parts, double tookS) {
    Tally all = new Tally();
    parts.forEach(all::add);
    List<String> rows = new ArrayList<>();
    rows.add(String.format(Locale.ROOT, "# A plant of %d inputs and %d outputs, simulated for %s h", STREAMS, STREAMS, hours));
    rows.add("");
    rows.add("| What | |");
    rows.add("|---|---|");
    row(rows, "packets delivered to the router", all.packetsDelivered);
    row(rows, "packets lost on the way; twice; overtaken; too late", all.lostPackets, all.duplicates, all.overtaken, all.latePackets);
    row(rows, "restarts of senders", all.restarts);
    row(rows, "other grandmasters, each with another time", all.epochs);
    row(rows, "takes; of them faded", all.takes, all.fades);
    row(rows, "reloads in which an input and an output went and came back", all.reloads);
    row(rows, "wraps of an output's sequence numbers; of its timestamps", all.sequenceWraps, all.timestampWraps);
    row(rows, "packets sent, each at its deadline, header checked", all.packetsSent);
    row(rows, "frames sent, each checked", all.framesSent);
    row(rows, "bit for bit what the input said at that media index", all.exactFrames);
    row(rows, "mixed or faded, within " + Ears.MIX_TOLERANCE + " of 32,768 of the sum", all.mixedFrames);
    row(rows, "silent, because nothing was routed or nothing came in time", all.silentFrames);
    row(rows, "silent or right: the first packets of a sender that replaced another at once", all.eitherFrames);
    row(rows, "**wrong**", all.wrong);
    rows.add("");
    all.failures().forEach(failure -> rows.add("- wrong: " + failure));
    rows.add("- seed %d; hash of everything sent, by part: %s".formatted(
        seed, String.join(", ", parts.stream().map(part -> "%016x".formatted(part.hash)).toList())));
    rows.add("- %.0f s on %d threads: %.0f times real time".formatted(tookS, PARTS, hours * 3600 / tookS));
    rows.add(
        ("- Scaled down: mono L16 at %d Hz in packets of 10 and 20 ms, the longest that the router takes. A day of 256 stereo L24 streams "
            + "of 48 kHz and 1 ms would be twenty times the packets. The day is simulated in %d parts at "
            + "once, each from a start of the router on; in the middle of each the timestamps of all outputs wrap at 2^32.")
            .formatted(PlantTime.RATE_HZ, PARTS));
    return rows;
  }

  private static void row(List<String> rows, String what, long... counts) {
    List<String> texts = new ArrayList<>();
    for (long count : counts) {
      texts.add(String.format(Locale.ROOT, "%,d", count));
    }
    rows.add("| " + what + " | " + String.join("; ", texts) + " |");
  }
}
