package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.PeerProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a process has taken of the machine, as its kernel accounts for it. */
public final class ProcessUse {

  private static final double TICKS_PER_SECOND = 100;

  private ProcessUse() {}

  /** Processor time used so far, user and system, all threads. */
  public static double cpuSeconds(PeerProcess process) {
    return cpuSeconds(read(process, "stat"));
  }

  /** The same of those of its threads whose names are so. */
  public static double cpuSeconds(PeerProcess process, Predicate<String> names) {
    File[] threads = new File("/proc/" + process.pid() + "/task").listFiles();
    return Stream.of(threads == null ? new File[0] : threads)
        .flatMap(thread -> readIfThere(process, "task/" + thread.getName() + "/stat"))
        .filter(stat -> names.test(stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'))))
        .mapToDouble(ProcessUse::cpuSeconds)
        .sum();
  }

  private static double cpuSeconds(String stat) {
    String[] fields = stat.replaceFirst("^.*\\) ", "").split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  public static double residentMegabytes(PeerProcess process) {
    return number(process, "VmRSS") / 1024.0;
  }

  public static long threads(PeerProcess process) {
    return number(process, "Threads");
  }

  private static long number(PeerProcess process, String key) {
    return read(process, "status")
        .lines()
        .filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /** A compiler's threads come and go. */
  private static Stream<String> readIfThere(PeerProcess process, String file) {
    try {
      return Stream.of(read(process, file));
    } catch (UncheckedIOException gone) {
      return Stream.empty();
    }
  }

  private static String read(PeerProcess process, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
