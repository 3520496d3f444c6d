package io.crosspoint.pipeline.source;

import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.HostClocks;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a {@link Correlation} whenever asked.
 *
 * <p><b>Thread:</b> belongs to one thread, as its {@link HostClocks} do.
 */
public final class Correlator {

  private static final int TRIES = 4;
  private static final long GOOD_ENOUGH_NS = 1_000;

  private final Supplier<ClockSnapshot> clock;
  private final HostClocks clocks;

  public Correlator(Supplier<ClockSnapshot> clock, HostClocks clocks) {
    this.clock = clock;
    this.clocks = clocks;
  }

  /** How time stands now at a sample rate, or null while the plant's clock is not usable. */
  public @Nullable Correlation correlate(int rateHz) {
    ClockSnapshot snapshot = clock.get();
    if (!snapshot.state().isUsable()) {
      return null;
    }
    Correlation best = pair(snapshot, rateHz);
    for (int i = 1; i < TRIES && best.pairingErrorNs() > GOOD_ENOUGH_NS; i++) {
      Correlation again = pair(snapshot, rateHz);
      best = again.pairingErrorNs() < best.pairingErrorNs() ? again : best;
    }
    return best;
  }

  private Correlation pair(ClockSnapshot snapshot, int rateHz) {
    long before = clocks.rawNs();
    long monotonicNs = clocks.monotonicNs();
    long halfNs = (clocks.rawNs() - before + 1) / 2;
    return new Correlation(snapshot, rateHz, before + halfNs, monotonicNs, halfNs);
  }
}
