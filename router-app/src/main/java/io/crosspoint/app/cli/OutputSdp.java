package io.crosspoint.app.cli;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.sdp.OutputDescriptions;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.ptp.clock.ClockSelector;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpStatus;
import io.crosspoint.ptp.port.ParentData;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the outputs' descriptions beside the clock that they name. */
final class OutputSdp {

  private final OutputDescriptions descriptions;
  private final ClockSource clock;
  private List<OutputSpec> described;

  OutputSdp(RouterConfig config, ClockSource clock) {
    this.clock = clock;
    this.described = config.outputs();
    this.descriptions =
        new OutputDescriptions(config.name(), config.outputs(), OutputSdp::mac, System.currentTimeMillis() / 1000);
  }

  OutputDescriptions descriptions() {
    return descriptions;
  }

  /**
   * Follows the clock, and the outputs.
   *
   * @param outputs as they are now
   * @param nowNs monotonic time
   */
  void observe(List<OutputSpec> outputs, long nowNs) {
    if (!outputs.equals(described)) {
      described = List.copyOf(outputs);
      descriptions.become(described);
    }
    descriptions.observe(clock.snapshot(), isTraceable(), nowNs);
  }

  private boolean isTraceable() {
    List<PtpClockSource> ports = PtpClockSource.behind(clock);
    int selected = clock instanceof ClockSelector selector ? selector.selected() : ports.size() - 1;
    Optional<PtpStatus> status = selected < 0 || selected >= ports.size() ? Optional.empty() : ports.get(selected).status();
    ParentData parent = status.map(PtpStatus::parent).orElse(null);
    return parent != null && parent.isTraceable();
  }

  /** An interface that is gone has no address any more; the next description says so. */
  private static @Nullable String mac(String device) {
    try {
      NetworkInterface nif = NetworkInterface.getByName(device);
      byte[] octets = nif == null ? null : nif.getHardwareAddress();
      return octets == null || octets.length != 6 ? null : HexFormat.ofDelimiter("-").withUpperCase().formatHex(octets);
    } catch (SocketException e) {
      return null;
    }
  }
}
