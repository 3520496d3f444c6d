package io.crosspoint.app.service;

import io.crosspoint.app.api.Health;
import io.crosspoint.app.api.Observation;
import java.util.function.Supplier;

/**
 * What one running router tells its supervisor. It is ready when its outputs transmit, or when it has waited {@link #PATIENCE_NS} for a
 * clock: units that need sound start after sound, and a plant whose grandmaster comes late is not restarted for ever.
 *
 * <p><b>Thread:</b> the housekeeping thread.
 */
public final class Supervision implements AutoCloseable {

  /** Far below systemd's own patience with a start (90 s unless set). */
  static final long PATIENCE_NS = 10_000_000_000L;

  private final Supervisor supervisor;
  private final Watchdog watchdog;
  private final long startNs;
  private boolean isReadyTold;
  private String told = "";

  /**
   * Begins to watch.
   *
   * @param rounds how often each tick has gone round
   * @param nowNs monotonic time
   */
  public Supervision(Supervisor supervisor, Supplier<long[]> rounds, long nowNs) {
    this.supervisor = supervisor;
    this.watchdog = new Watchdog(supervisor, rounds);
    this.startNs = nowNs;
    watchdog.start();
  }

  /** Tells what is new. */
  public void observe(Observation before, Observation now, Health health) {
    String line = StatusLine.of(before, now, health);
    if (!line.equals(told)) {
      told = line;
      supervisor.status(line);
    }
    if (!isReadyTold && (health.isReady() || now.atNs() - startNs > PATIENCE_NS)) {
      isReadyTold = true;
      supervisor.ready();
    }
  }

  /** Ends the watch, says that the router stops, and closes the supervisor. */
  @Override
  public void close() {
    supervisor.stopping();
    watchdog.close();
    supervisor.close();
  }
}
