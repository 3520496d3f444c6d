package io.crosspoint.app.cli;

import io.crosspoint.app.talk.DurationText;
import io.crosspoint.app.talk.Interruption;
import io.crosspoint.ptp.clock.ClockSelector;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpOptions;
import io.crosspoint.ptp.clock.PtpStatus;
import io.crosspoint.ptp.port.PtpProfile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Watches PTP on some interfaces: what a router there would follow, why, and how well. */
@Command(
    name = "clock",
    description = "Follow PTP on each INTERFACE and print, each second, the state and why, offset, delay in each direction and error"
        + " bound; and, whenever they change, the masters that are heard with the reason why each is or is not followed, who stamps"
        + " packets, and what is wrong.",
    footer = "%nSteers no clock and answers nobody but the master. Exit code 1 when the clock is not locked at the end.")
final class ClockCommand implements Callable<Integer> {

  private static final long PERIOD_NS = 1_000_000_000L;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "INTERFACE",
      arity = "1..*",
      description = "Device names or their IPv4 addresses; the first is preferred, as a router with several PTP networks does.")
  @SuppressWarnings("NullAway.Init")
  private List<String> interfaces;

  @Option(names = "--domain", paramLabel = "N", description = "PTP domain (default: the profile's).")
  private @Nullable Integer domain;

  @Option(names = "--profile", paramLabel = "PROFILE", defaultValue = "aes67", description = "aes67 (default), st2059-2 or default.")
  @SuppressWarnings("NullAway.Init")
  private String profileName;

  @Option(names = "--duration", paramLabel = "TIME", converter = DurationText.class, description = "End by itself (default: Ctrl-C).")
  private long durationNs = Long.MAX_VALUE;

  @Override
  public Integer call() {
    PtpProfile profile = profile();
    int wantedDomain = domain == null ? profile.defaultDomain() : domain;
    if (wantedDomain < 0 || wantedDomain > 127) {
      throw CommandFailure.badInput("--domain " + wantedDomain + " is outside 0 to 127");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<ClockSource> ports = new ArrayList<>();
    for (String each : interfaces) {
      ports.add(new PtpClockSource(PtpOptions.of(each, wantedDomain, profile)));
    }
    try (Interruption interruption = new Interruption();
        ClockSource source = start(ports.size() == 1 ? ports.getFirst() : new ClockSelector(ports))) {
      out.printf(
          "clock on %s, domain %d, profile %s; Ctrl-C ends it%n", String.join(", ", interfaces), wantedDomain, profile.configName());
      watch(source, interruption, out);
      return interruption.finish(source.snapshot().state() == ClockState.LOCKED ? 0 : 1);
    }
  }

  private static ClockSource start(ClockSource source) {
    try {
      source.start();
      return source;
    } catch (RuntimeException refused) {
      source.close();
      throw CommandFailure.atRunTime(refused.getMessage() == null ? refused.toString() : refused.getMessage());
    }
  }

  private void watch(ClockSource source, Interruption interruption, PrintWriter out) {
    List<PtpClockSource> ports = PtpClockSource.behind(source);
    String[] told = new String[ports.size()];
    String toldSelection = "";
    long startNs = System.nanoTime();
    for (long periods = 1; (periods - 1) * PERIOD_NS < durationNs; periods++) {
      if (interruption.await(startNs + periods * PERIOD_NS - System.nanoTime())) {
        return;
      }
      for (int i = 0; i < told.length; i++) {
        told[i] = tell(ports.get(i), prefix(i), told[i], out);
      }
      String selection = source instanceof ClockSelector selector ? selection(selector) : "";
      if (!selection.equals(toldSelection)) {
        out.println(selection);
        toldSelection = selection;
      }
      out.flush();
    }
  }

  /** With several interfaces each line begins with its own. */
  private String prefix(int port) {
    return interfaces.size() == 1 ? "" : interfaces.get(port) + ": ";
  }

  /** Prints a second of a port; returns the details that have been printed last. */
  private static @Nullable String tell(PtpClockSource port, String prefix, @Nullable String told, PrintWriter out) {
    Optional<PtpStatus> status = port.status();
    String details = status.map(ClockText::details).orElse(told);
    if (details != null && !details.equals(told)) {
      details.lines().forEach(line -> out.println(prefix + line));
    }
    out.println(prefix + ClockText.second(port.snapshot(), status));
    return details;
  }

  private String selection(ClockSelector selector) {
    int selected = selector.selected();
    return selected < 0 ? "none is followed yet" : "following " + interfaces.get(selected) + ": " + selector.why();
  }

  private PtpProfile profile() {
    for (PtpProfile profile : PtpProfile.values()) {
      if (profile.configName().equals(profileName)) {
        return profile;
      }
    }
    throw CommandFailure.badInput("--profile " + profileName + " is none of aes67, st2059-2, default");
  }
}
