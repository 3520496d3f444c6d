package io.crosspoint.app.cli;

import io.crosspoint.app.talk.DurationText;
import io.crosspoint.app.talk.Interruption;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpOptions;
import io.crosspoint.ptp.clock.PtpStatus;
import io.crosspoint.ptp.port.MasterView;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PtpProfile;
import io.crosspoint.ptp.wire.MessageType;
import io.crosspoint.ptp.wire.PortIdentity;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Watches PTP on one interface: what a router there would follow, why, and how well. */
@Command(
    name = "clock",
    description = "Follow PTP on INTERFACE and print, each second, the state and why, offset, path delay and error bound; and, whenever"
        + " they change, the masters that are heard with the reason why each is or is not followed.",
    footer = "%nSteers no clock and answers nobody but the master. Exit code 1 when the clock is not locked at the end.")
final class ClockCommand implements Callable<Integer> {

  private static final long PERIOD_NS = 1_000_000_000L;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "INTERFACE", description = "Device name or its IPv4 address.")
  @SuppressWarnings("NullAway.Init")
  private String networkInterface;

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
    try (Interruption interruption = new Interruption();
        PtpClockSource source = start(PtpOptions.of(networkInterface, wantedDomain, profile))) {
      out.printf("clock on %s, domain %d, profile %s; Ctrl-C ends it%n", networkInterface, wantedDomain, profile.configName());
      watch(source, interruption, out);
      return interruption.finish(source.snapshot().state() == ClockState.LOCKED ? 0 : 1);
    }
  }

  private static PtpClockSource start(PtpOptions options) {
    PtpClockSource source = new PtpClockSource(options);
    try {
      source.start();
      return source;
    } catch (RuntimeException refused) {
      source.close();
      throw CommandFailure.atRunTime(refused.getMessage() == null ? refused.toString() : refused.getMessage());
    }
  }

  private void watch(PtpClockSource source, Interruption interruption, PrintWriter out) {
    long startNs = System.nanoTime();
    String told = "";
    for (long periods = 1; (periods - 1) * PERIOD_NS < durationNs; periods++) {
      if (interruption.await(startNs + periods * PERIOD_NS - System.nanoTime())) {
        return;
      }
      Optional<PtpStatus> status = source.status();
      if (status.isPresent()) {
        String masters = masters(status.get()) + warnings(status.get().warnings());
        if (!masters.equals(told)) {
          out.print(masters);
          told = masters;
        }
      }
      out.println(line(source.snapshot(), status));
      out.flush();
    }
  }

  private static String line(ClockSnapshot clock, Optional<PtpStatus> status) {
    String state = "%-10s %s".formatted(clock.state(), clock.reason());
    if (status.isEmpty() || !clock.state().isUsable()) {
      return state;
    }
    PtpStatus now = status.get();
    return String.format(
        Locale.ROOT,
        "%s  offset %+.0f ns, path delay %.0f ns, rate %+.3f ppm, error bound %d ns, %d Sync, %d Delay_Resp",
        state,
        now.offsetNs(),
        now.pathDelayNs(),
        now.ratePpb() / 1000,
        clock.errorBoundNs(),
        now.counters().received(MessageType.SYNC),
        now.counters().received(MessageType.DELAY_RESP));
  }

  private static String masters(PtpStatus status) {
    StringBuilder text = new StringBuilder();
    for (MasterView master : status.masters()) {
      ParentData data = master.data();
      text.append(
          "%s grandmaster %s from %s: priority1 %d, class %d, accuracy 0x%02X, priority2 %d, steps %d, %s; %s%n"
              .formatted(
                  master.isSelected() ? "*" : " ",
                  PortIdentity.text(data.grandmaster()),
                  address(data.sourceAddress()),
                  data.priority1(),
                  data.clockClass(),
                  data.clockAccuracy(),
                  data.priority2(),
                  data.stepsRemoved(),
                  data.flags().isPtpTimescale() ? "TAI" : "arbitrary timescale",
                  master.verdict()));
    }
    return text.toString();
  }

  private static String warnings(List<String> warnings) {
    StringBuilder text = new StringBuilder();
    warnings.forEach(warning -> text.append("! ").append(warning).append(System.lineSeparator()));
    return text.toString();
  }

  private static String address(int ipv4) {
    return "%d.%d.%d.%d".formatted(ipv4 >>> 24, (ipv4 >>> 16) & 0xFF, (ipv4 >>> 8) & 0xFF, ipv4 & 0xFF);
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
