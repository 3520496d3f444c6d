package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PortCounters;
import io.crosspoint.ptp.port.PtpPort;
import io.crosspoint.ptp.wire.Discard;
import io.crosspoint.ptp.wire.MessageType;
import io.crosspoint.ptp.wire.SyncMetadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counters in an operator's words: why there is no lock, and what else is wrong with a plant (the field failures that others met). */
final class PtpDiagnosis {

  /** Times before 2001 are a grandmaster's uptime; ptpTimescale or not, such a clock cannot tell the time of day. */
  private static final long PLAUSIBLE_PTP_NS = 1_000_000_000L * 1_000_000_000L;

  private static final long SILENT_NS = 3_000_000_000L;
  private static final int MANY = 8;
  private static final String MEASURING = "measuring";

  private PtpDiagnosis() {}

  /** Why no master is selected. */
  static String whyListening(PtpPort port, int domain, String device) {
    PortCounters counters = port.counters();
    if (counters.received(MessageType.ANNOUNCE) > 0) {
      return counters.discards(Discard.NOT_ACCEPTABLE) > 0
          ? "no master on the acceptable-master list announces in domain " + domain
          : "Announces in domain " + domain + ", but no master with two of them within four intervals";
    }
    if (counters.discards(Discard.WRONG_DOMAIN) > 0) {
      return "PTP is heard on " + device + " in other domains only (" + port.otherDomains() + "), none in domain " + domain;
    }
    if (counters.discards(Discard.PTP_VERSION_1) > 0) {
      return "only PTP version 1 is heard on " + device + " (Dante without AES67 mode)";
    }
    if (counters.discards(Discard.ALTERNATE_MASTER) > 0) {
      return "only alternate masters announce in domain " + domain;
    }
    return "no PTP is heard on " + device + ": no grandmaster, another VLAN, or a switch that does not pass 224.0.1.129";
  }

  /** Why nobody is followed who was. */
  static String whyWithoutMaster(PtpPort port, long nowNs) {
    return nowNs - port.lastHeardNs() > SILENT_NS
        ? "no PTP is heard any more: no grandmaster, the link, or the switch has forgotten our membership of 224.0.1.129"
        : "no master, though PTP is heard";
  }

  /** Why a selected master is not followed yet though there is a time to hold. */
  static String whyHolding(PortCounters counters, long missingTransmitStamps) {
    String why = whyAcquiring(counters, missingTransmitStamps);
    return why.equals(MEASURING) ? "measuring the master before following it" : why;
  }

  /** Why a selected master is not measured yet; what counts is what came since it was selected. */
  static String whyAcquiring(PortCounters counters, long missingTransmitStamps) {
    if (counters.fromParent(MessageType.SYNC) == 0) {
      return "the master announces but sends no Sync";
    }
    if (counters.discards(Discard.NO_STAMP) > 8 && counters.discards(Discard.NO_STAMP) >= counters.received(MessageType.SYNC)) {
      return "the kernel does not stamp received packets of this device";
    }
    if (counters.twoStepSyncsFromParent() >= MANY && counters.fromParent(MessageType.FOLLOW_UP) == 0) {
      return "the master's two-step Syncs come without Follow_Up (is UDP port 320 filtered?)";
    }
    if (missingTransmitStamps >= MANY) {
      return "the kernel does not stamp sent packets of this device";
    }
    if (counters.fromParent(MessageType.DELAY_RESP) == 0 && counters.requestsToParent() >= 4) {
      return "the master does not answer delay requests";
    }
    return MEASURING;
  }

  static List<String> warnings(@Nullable ParentData parent, PtpPort port, ClockSnapshot clock, long impossibleDelays) {
    PortCounters counters = port.counters();
    List<String> warnings = new ArrayList<>();
    if (parent != null && clock.state() == ClockState.LOCKED && clock.ptpNs() < PLAUSIBLE_PTP_NS) {
      warnings.add("the grandmaster's epoch is its uptime, not 1970: media time works, the time of day does not");
    }
    if (parent != null && parent.flags().isSynchronizationUncertain()) {
      warnings.add("the master says that its synchronization is uncertain");
    }
    if (parent != null && parent.clockClass() >= 187) {
      warnings.add("clockClass " + parent.clockClass() + ": the grandmaster is not locked to a reference");
    }
    if (counters.discards(Discard.WRONG_DOMAIN) > 0) {
      warnings.add("PTP of other domains (" + port.otherDomains() + ") is on this network too");
    }
    if (counters.discards(Discard.PTP_VERSION_1) > 0) {
      warnings.add("PTP version 1 is on this network too");
    }
    if (counters.syncTimeouts() > 0) {
      warnings.add("a master announced without sending Sync, " + counters.syncTimeouts() + " times");
    }
    if (impossibleDelays > 0) {
      warnings.add("the path's delay came out below -5 us or above 100 ms and was not used, " + impossibleDelays + " times");
    }
    if (counters.otherAddresses() > 0) {
      warnings.add("messages in the master's name come from another address than its Announces, " + counters.otherAddresses() + " times");
    }
    if (port.unansweredRequests() >= MANY) {
      warnings.add("the master has stopped answering delay requests: the path's delay is not measured any more");
    }
    SyncMetadata metadata = port.metadata();
    if (metadata != null && metadata.isColdLocking()) {
      warnings.add("the grandmaster is locking from cold (SMPTE metadata): its phase may still jump");
    }
    return List.copyOf(warnings);
  }
}
