package io.crosspoint.app.api;

import io.crosspoint.ptp.clock.PathDelays;
import io.crosspoint.ptp.clock.PtpStatus;
import io.crosspoint.ptp.port.MasterView;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.wire.PortIdentity;
import io.crosspoint.ptp.wire.SyncMetadata;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One PTP port in the status document. Times are nanoseconds. */
final class PtpDocument {

  private PtpDocument() {}

  static Map<String, Object> of(PtpStatus status) {
    Map<String, Object> port = new LinkedHashMap<>();
    port.put("portState", status.portState().name().toLowerCase(Locale.ROOT));
    port.put("offsetNs", status.offsetNs());
    port.put("pathDelayNs", status.pathDelayNs());
    port.put("fromMasterNs", delays(status.fromMaster()));
    port.put("toMasterNs", delays(status.toMaster()));
    port.put("ratePpb", status.ratePpb());
    port.put("stamps", status.stampSource());
    port.put("masters", status.masters().stream().map(PtpDocument::master).toList());
    SyncMetadata metadata = status.metadata();
    if (metadata != null) {
      port.put("metadata", metadata(metadata));
    }
    port.put("changes", changes(status));
    port.put("warnings", status.warnings());
    return port;
  }

  private static Map<String, Object> delays(PathDelays.View delays) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("count", delays.count());
    described.put("min", delays.minNs());
    described.put("p50", delays.medianNs());
    described.put("p99", delays.p99Ns());
    return described;
  }

  private static Map<String, Object> master(MasterView view) {
    ParentData data = view.data();
    Map<String, Object> master = new LinkedHashMap<>();
    master.put("grandmaster", PortIdentity.text(data.grandmaster()));
    master.put("sender", data.sender().toString());
    master.put("selected", view.isSelected());
    master.put("verdict", view.verdict());
    master.put("priority1", data.priority1());
    master.put("clockClass", data.clockClass());
    master.put("clockAccuracy", data.clockAccuracy());
    master.put("offsetScaledLogVariance", data.clockVariance());
    master.put("priority2", data.priority2());
    master.put("stepsRemoved", data.stepsRemoved());
    master.put("ptpTimescale", data.flags().isPtpTimescale());
    return master;
  }

  private static Map<String, Object> metadata(SyncMetadata metadata) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("frameRate", metadata.frameRateNumerator() + "/" + metadata.frameRateDenominator());
    described.put("lockingStatus", metadata.lockingStatus());
    described.put("localOffsetSeconds", metadata.localOffsetSeconds());
    described.put("jumpSeconds", metadata.jumpSeconds());
    described.put("nextJumpSeconds", metadata.nextJumpSeconds());
    return described;
  }

  private static Map<String, Object> changes(PtpStatus status) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("continued", status.changes().continued());
    changes.put("equalPhase", status.changes().equalPhase());
    changes.put("newEpochs", status.changes().newEpochs());
    changes.put("last", status.changes().last());
    return changes;
  }
}
