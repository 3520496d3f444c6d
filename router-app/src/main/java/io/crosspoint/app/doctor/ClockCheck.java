package io.crosspoint.app.doctor;

import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Follows the configured clock for as long as it takes to lock, within a limit. */
final class ClockCheck {

  /** Two Announces at one in two seconds, and some Syncs. */
  private static final int MOST_TENTHS = 80;

  private ClockCheck() {}

  /** @param source not started; runs on afterwards */
  static List<Finding> findings(ClockSource source) throws InterruptedException {
    source.start();
    int tenths = 0;
    while (tenths++ < MOST_TENTHS && !isSettled(source.snapshot().state())) {
      statuses(source);
      Thread.sleep(100);
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(judge(source.snapshot(), tenths));
    // The first question is answered a moment later.
    statuses(source);
    Thread.sleep(300);
    statuses(source).forEach(status -> add(status, findings));
    return findings;
  }

  private static List<PtpStatus> statuses(ClockSource source) {
    return PtpClockSource.behind(source).stream().map(PtpClockSource::status).flatMap(Optional::stream).toList();
  }

  private static boolean isSettled(ClockState state) {
    return state == ClockState.LOCKED || state == ClockState.FREERUN;
  }

  static Finding judge(ClockSnapshot snapshot, int tenths) {
    String state = snapshot.state().name().toLowerCase(Locale.ROOT) + ": " + snapshot.reason();
    return switch (snapshot.state()) {
      case LOCKED -> Finding.ok(
          "clock", String.format(
              Locale.ROOT, "locked within %.1f s, error at most %.1f us%s", tenths / 10.0, snapshot.errorBoundNs() / 1e3,
              snapshot.grandmaster() == 0 ? "" : ", grandmaster " + snapshot.grandmasterText()));
      case FREERUN -> Finding.ok("clock", state);
      case LISTENING -> Finding.fail("clock", state, "outputs begin only when there is a clock; check the network and clock.domain");
      case ACQUIRING, HOLDOVER -> Finding.warn("clock", state, "it was not locked within " + MOST_TENTHS / 10 + " s");
    };
  }

  private static void add(PtpStatus status, List<Finding> findings) {
    for (String warning : status.warnings()) {
      findings.add(Finding.warn("clock", warning, ""));
    }
  }
}
