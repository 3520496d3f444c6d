package io.crosspoint.app.cli;

import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.PathDelays;
import io.crosspoint.ptp.clock.PtpStatus;
import io.crosspoint.ptp.port.MasterView;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.wire.MessageType;
import io.crosspoint.ptp.wire.PortIdentity;
import io.crosspoint.ptp.wire.SyncMetadata;
import java.util.Locale;
import java.util.Optional;

/** What {@code clock} prints of one PTP port. Pure. */
final class ClockText {

  private static final String[] LOCKING = {"not applicable", "free-running", "cold locking", "warm locking", "locked"};

  private ClockText() {}

  /** One line for each second. */
  static String second(ClockSnapshot clock, Optional<PtpStatus> status) {
    String state = "%-10s %s".formatted(clock.state(), clock.reason());
    if (status.isEmpty() || !clock.state().isUsable()) {
      return state;
    }
    PtpStatus now = status.get();
    return String.format(
        Locale.ROOT,
        "%s  offset %+.0f ns, path delay %.0f ns, rate %+.3f ppm, error bound %d ns, %d Sync, %d Delay_Resp; from master %s; to master %s",
        state,
        now.offsetNs(),
        now.pathDelayNs(),
        now.ratePpb() / 1000,
        clock.errorBoundNs(),
        now.counters().received(MessageType.SYNC),
        now.counters().received(MessageType.DELAY_RESP),
        delays(now.fromMaster()),
        delays(now.toMaster()));
  }

  private static String delays(PathDelays.View delays) {
    return delays.count() == 0 ? "-" : delays.minNs() + "/" + delays.medianNs() + "/" + delays.p99Ns() + " ns (min/p50/p99)";
  }

  /** What is printed when it changes: masters and why, who stamps, metadata, what became of the time, warnings. */
  static String details(PtpStatus status) {
    StringBuilder text = new StringBuilder();
    status.masters().forEach(master -> text.append(master(master)));
    text.append("  packets stamped by: ").append(status.stampSource()).append(System.lineSeparator());
    SyncMetadata metadata = status.metadata();
    if (metadata != null) {
      text.append(metadata(metadata));
    }
    if (!status.changes().last().isEmpty()) {
      text.append("  last change: ").append(status.changes().last()).append(System.lineSeparator());
    }
    status.warnings().forEach(warning -> text.append("! ").append(warning).append(System.lineSeparator()));
    return text.toString();
  }

  private static String master(MasterView master) {
    ParentData data = master.data();
    return "%s grandmaster %s through %s at %s: priority1 %d, class %d, accuracy 0x%02X, variance 0x%04X, priority2 %d, steps %d, %s; %s%n"
        .formatted(
            master.isSelected() ? "*" : " ",
            PortIdentity.text(data.grandmaster()),
            data.sender(),
            address(data.sourceAddress()),
            data.priority1(),
            data.clockClass(),
            data.clockAccuracy(),
            data.clockVariance(),
            data.priority2(),
            data.stepsRemoved(),
            data.flags().isPtpTimescale() ? "TAI" : "arbitrary timescale",
            master.verdict());
  }

  private static String metadata(SyncMetadata metadata) {
    int locking = metadata.lockingStatus();
    return "  SMPTE metadata: frame rate %d/%d, grandmaster %s, local time is PTP %+d s%s%n".formatted(
        metadata.frameRateNumerator(),
        metadata.frameRateDenominator(),
        locking < LOCKING.length ? LOCKING[locking] : "locking status " + locking,
        metadata.localOffsetSeconds(),
        metadata.nextJumpSeconds() == 0 ? "" : ", %+d s from PTP second %d".formatted(metadata.jumpSeconds(), metadata.nextJumpSeconds()));
  }

  private static String address(int ipv4) {
    return "%d.%d.%d.%d".formatted(ipv4 >>> 24, (ipv4 >>> 16) & 0xFF, (ipv4 >>> 8) & 0xFF, ipv4 & 0xFF);
  }
}
