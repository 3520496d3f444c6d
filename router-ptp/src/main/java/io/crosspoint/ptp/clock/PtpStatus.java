package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.port.MasterView;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PortCounters;
import io.crosspoint.ptp.port.PortState;
import io.crosspoint.ptp.wire.SyncMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may want to know about a PTP port, at one instant.
 *
 * @param parent the selected master, or null
 * @param masters every master heard, with the reason why it is or is not selected
 * @param counters messages and discards, as copied then
 * @param pathDelayNs mean delay of the path to the parent
 * @param offsetNs how far the published clock is from the estimate, which it approaches by slewing
 * @param ratePpb how much faster PTP runs than this host's oscillator
 * @param restarts how often measuring began anew: change of master, step of the reference
 * @param wallClockSteps steps of this host's wall clock that were seen and survived
 * @param wallClockSlewPpm what others make this host's wall clock run fast
 * @param stampSource who stamps the packets, and why not the card
 * @param changes what became of the time when a master was followed anew
 * @param impossibleDelays delays measured below −5 µs or above 100 ms, which were not used
 * @param fromMaster how long Syncs take by the published clock, since this master is followed
 * @param toMaster the same of delay requests
 * @param warnings what an operator should look into
 */
public record PtpStatus(
    ClockSnapshot clock,
    PortState portState,
    @Nullable ParentData parent,
    List<MasterView> masters,
    @Nullable SyncMetadata metadata,
    PortCounters counters,
    double pathDelayNs,
    double offsetNs,
    double ratePpb,
    long restarts,
    long wallClockSteps,
    double wallClockSlewPpm,
    String stampSource,
    ReferenceChanges.View changes,
    long impossibleDelays,
    PathDelays.View fromMaster,
    PathDelays.View toMaster,
    List<String> warnings) {

  public PtpStatus {
    masters = List.copyOf(masters);
    warnings = List.copyOf(warnings);
  }

  /** Whether the card stamps packets, else the kernel. */
  public boolean isStampedByCard() {
    return !stampSource.startsWith("kernel");
  }
}
