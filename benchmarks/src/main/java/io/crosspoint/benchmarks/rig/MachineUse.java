package io.crosspoint.benchmarks.rig;

import java.util.Arrays;
import java.util.List;

/** What the kernel's text files say of processors and datagrams. */
public final class MachineUse {

  private static final int IDLE = 4;
  private static final int IO_WAIT = 5;
  private static final int STEAL = 8;

  private MachineUse() {}

  /**
   * Time of a processor since the start of the machine, in hundredths of a second.
   *
   * @param busy for whatever: programs, the kernel, interrupts
   * @param stolen by the host of a virtual machine
   */
  public record Ticks(long busy, long idle, long stolen) {

    /** Share of the time since an earlier reading that was not idle, in percent. */
    public double busyPercentSince(Ticks earlier) {
      long all = busy + idle + stolen - earlier.busy - earlier.idle - earlier.stolen;
      return all == 0 ? 0 : 100.0 * (busy - earlier.busy) / all;
    }
  }

  /** @param stat lines of {@code /proc/stat} */
  public static Ticks processor(List<String> stat, int processor) {
    return ticks(line(stat, "cpu" + processor + " "));
  }

  /** Of all processors together. */
  public static Ticks processors(List<String> stat) {
    return ticks(line(stat, "cpu "));
  }

  private static Ticks ticks(String line) {
    String[] fields = line.split("\\s+");
    long idle = Long.parseLong(fields[IDLE]) + Long.parseLong(fields[IO_WAIT]);
    long stolen = Long.parseLong(fields[STEAL]);
    // What guests use is in the first two already.
    long busy = Arrays.stream(fields, 1, STEAL).mapToLong(Long::parseLong).sum() - idle;
    return new Ticks(busy, idle, stolen);
  }

  /**
   * A count of the UDP of a host.
   *
   * @param snmp lines of {@code /proc/net/snmp}, where a line of names stands before one of numbers
   * @param name such as {@code OutDatagrams}
   */
  public static long udp(List<String> snmp, String name) {
    List<String> both = snmp.stream().filter(line -> line.startsWith("Udp:")).toList();
    List<String> names = List.of(both.getFirst().split(" "));
    return Long.parseLong(both.get(1).split(" ")[names.indexOf(name)]);
  }

  private static String line(List<String> lines, String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no line begins with " + start));
  }
}
