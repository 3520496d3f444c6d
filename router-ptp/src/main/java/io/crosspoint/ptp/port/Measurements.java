package io.crosspoint.ptp.port;

import org.jspecify.annotations.Nullable;

/** What a port has found; called on the thread that called the port. */
public interface Measurements {

  /**
   * A matched Sync: at {@code rawNs} (our stamp) a time arrived that had left the master at {@code ptpNs} (corrected).
   *
   * @param logInterval the master's Sync interval, log2 seconds
   */
  void onSync(long ptpNs, long rawNs, int logInterval);

  /** An answered request: what we sent at {@code rawNs} arrived at the master at {@code ptpNs} (corrected). */
  void onDelay(long ptpNs, long rawNs);

  /** The selected master changed, or what it says about itself; null when there is none. */
  void onParent(@Nullable ParentData parent);
}
