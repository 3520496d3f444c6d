package io.crosspoint.app.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long each part of a start took, for the log: what an operator asks when a restart was longer than the last one. One thread. */
final class StartTimes {

  private final long processNs;
  private final List<String> parts = new ArrayList<>();
  private long nowNs;

  /** @param processNs when the virtual machine began, by {@link System#nanoTime} */
  StartTimes(long processNs) {
    this.processNs = processNs;
    this.nowNs = processNs;
  }

  static StartTimes ofThisProcess() {
    long uptimeNs = ManagementFactory.getRuntimeMXBean().getUptime() * 1_000_000;
    return new StartTimes(System.nanoTime() - uptimeNs);
  }

  /** A part has ended, where the next one begins. */
  void end(String part, long atNs) {
    parts.add(String.format(Locale.ROOT, "%s %.2f s", part, (atNs - nowNs) / 1e9));
    nowNs = atNs;
  }

  /** The parts of something, told by itself, that has ended. */
  void endAll(String words, long atNs) {
    parts.add(words);
    nowNs = atNs;
  }

  /** Everything so far. */
  String words() {
    return String.format(Locale.ROOT, "%.2f s after the start: %s", (nowNs - processNs) / 1e9, String.join(", ", parts));
  }
}
