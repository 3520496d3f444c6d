package io.crosspoint.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What stands in each command's help after its options, as on a manual page: examples, and what it reads besides its arguments. */
final class Manual {

  /** By command; a test parses every one, so that they stay true. */
  static final Map<String, List<String>> EXAMPLES = Map.ofEntries(
      Map.entry("router", List.of("router demo", "router validate studio.yaml", "router run studio.yaml", "router help run")),
      Map.entry("run", List.of("router run studio.yaml", "router run /etc/crosspoint/router.yaml --log json")),
      Map.entry("validate", List.of("router validate studio.yaml")),
      Map.entry("doctor", List.of("router doctor studio.yaml")),
      Map.entry("sdp", List.of("router sdp studio.yaml", "router sdp studio.yaml air1 --audience st2110")),
      Map.entry("clock", List.of("router clock eth1", "router clock eth1 eth2 --domain 127 --profile st2059-2 --duration 30s")),
      Map.entry("token", List.of("router token rack-panel --role operator")),
      Map.entry("replay", List.of("router replay studio-a-20261122T200000.000Z.pcapng", "router replay flight.pcapng --write sent.pcapng")),
      Map.entry("prepare", List.of("router prepare")),
      Map.entry("completion", List.of("router completion bash", "router completion zsh")),
      Map.entry("version", List.of("router version")),
      Map.entry("demo", List.of("router demo", "router demo --duration 10s --link-offset 3ms")),
      Map.entry("talk", List.of(
          "router talk --interface eth1 --group 239.77.0.1 --streams 8 --duration 60s",
          "router talk --interface eth1 --group 239.77.0.1 --clock ptp --loss 0.1 --jitter 2ms --ppm 50")),
      Map.entry("listen", List.of(
          "router listen --interface eth1 --group 239.78.0.1 --clock ptp --duration 10s",
          "router listen --interface eth1 --group 239.78.0.1 --streams 8 --expect counter --json")));

  private static final List<String> ENVIRONMENT = List.of(
      "JAVA_HOME            the JDK 25 to run on (one on the PATH, or in /usr/lib/jvm)",
      "ROUTER_HEAP          largest Java heap (run: 48m, more beyond 256 channels; else 512m)",
      "ROUTER_JAVA_OPTIONS  further options of the JVM",
      "ROUTER_LOG           text or json, as --log of run",
      "CACHE_DIRECTORY      where prepare keeps the class cache (beside the program)",
      "STATE_DIRECTORY      where run keeps its journal and audit log (beside FILE)",
      "NOTIFY_SOCKET, WATCHDOG_USEC  the service manager to tell, see sd_notify(3)");

  private static final List<String> FILES = List.of(
      "config/router.yaml   explains every key of the configuration",
      "FILE.state           what operators changed on air (control.journal)",
      "FILE.audit           who changed what, a JSON object a line (control.audit)",
      "router-*.aot         the class cache that prepare makes",
      "config/service, config/container   to run it for years",
      "config/monitoring                  to watch it");

  private Manual() {}

  /** Adds the sections to a command and to all below it. */
  static void addTo(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    List<String> lines = new ArrayList<>();
    section(lines, "Examples", EXAMPLES.getOrDefault(command.getCommandName(), List.of()));
    lines.addAll(Arrays.asList(usage.footer()));
    boolean isService = command.getCommandName().equals("run") || command.getParent() == null;
    section(lines, "Environment", isService ? ENVIRONMENT : List.of());
    section(lines, "Files", isService ? FILES : List.of());
    usage.footer(lines.toArray(String[]::new));
    command.getSubcommands().values().forEach(Manual::addTo);
  }

  private static void section(List<String> lines, String title, List<String> entries) {
    if (!entries.isEmpty()) {
      lines.add("");
      lines.add(title + ":");
      entries.forEach(entry -> lines.add("  " + entry));
    }
  }
}
