package io.crosspoint.app.doctor;

import io.crosspoint.app.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Processors and time sources, as the kernel's files tell them. */
final class KernelChecks {

  private static final String CPUS = "/sys/devices/system/cpu/";
  private static final Set<String> SLOW_CLOCKS = Set.of("hpet", "acpi_pm", "jiffies", "pit");

  private final RouterConfig config;
  private final HostFacts facts;

  KernelChecks(RouterConfig config, HostFacts facts) {
    this.config = config;
    this.facts = facts;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(isolation());
    facts.read(CPUS + "cpu" + Math.max(0, config.pipeline().tickCore()) + "/cpufreq/scaling_governor")
        .map(KernelChecks::governor).ifPresent(findings::add);
    findings.add(clockSource());
    findings.add(realtimeShare());
    findings.add(javaRuntime());
    return findings;
  }

  private Finding isolation() {
    int core = config.pipeline().tickCore();
    if (core < 0) {
      return Finding.warn("cores", "the tick thread is not pinned", "set pipeline.cores.tick");
    }
    String isolated = facts.read(CPUS + "isolated").orElse("");
    return contains(isolated, core)
        ? Finding.ok("cores", "core " + core + " is isolated (isolcpus=" + isolated + ")")
        : Finding.warn(
            "cores", "core " + core + " is shared with every other process",
            "isolcpus=" + core + " nohz_full=" + core + " on the kernel's command line");
  }

  /** Whether a list such as {@code 1,4-7} names a processor. */
  static boolean contains(String list, int core) {
    for (String range : list.split(",", -1)) {
      String[] ends = range.strip().split("-", 2);
      if (ends[0].matches("\\d{1,6}") && core >= Integer.parseInt(ends[0])
          && core <= Integer.parseInt(ends[ends.length - 1].replaceAll("\\D", ""))) {
        return true;
      }
    }
    return false;
  }

  private static Finding governor(String governor) {
    return "performance".equals(governor)
        ? Finding.ok("power", "frequency governor performance")
        : Finding.warn("power", "frequency governor " + governor + " slows wake-ups down", "cpupower frequency-set -g performance");
  }

  private Finding clockSource() {
    String source = facts.read("/sys/devices/system/clocksource/clocksource0/current_clocksource").orElse("unknown");
    return SLOW_CLOCKS.contains(source.toLowerCase(Locale.ROOT))
        ? Finding.warn("clocksource", source + " takes a microsecond to read", "clocksource=tsc on the kernel's command line")
        : Finding.ok("clocksource", source);
  }

  /** The kernel stops real-time threads that use more than this share of a second; spinning before deadlines stays far below. */
  private Finding realtimeShare() {
    long runtimeUs = facts.number("/proc/sys/kernel/sched_rt_runtime_us").orElse(950_000);
    return runtimeUs >= 0 && runtimeUs < 500_000
        ? Finding.warn(
            "realtime", "real-time threads may use only " + runtimeUs / 10_000 + " % of a processor",
            "sysctl -w kernel.sched_rt_runtime_us=950000")
        : Finding.ok("realtime", runtimeUs < 0 ? "unlimited" : "up to " + runtimeUs / 10_000 + " % of a processor");
  }

  private static Finding javaRuntime() {
    int feature = Runtime.version().feature();
    if (!KernelChecks.class.getModule().isNativeAccessEnabled()) {
      return Finding.warn("java", "JDK " + feature + " without native access", "start through ./router, which grants it");
    }
    return Finding.ok("java", "JDK " + System.getProperty("java.runtime.version") + ", native access");
  }
}
