package io.crosspoint.app.api;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertCounter;
import io.crosspoint.pipeline.convert.ConvertGauge;
import io.crosspoint.pipeline.convert.ConvertMeter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What is known of the clock of an input's sender at one moment.
 *
 * @param state what is done with the input
 * @param driftPpm by how much it runs fast; meaningless while {@code uncertaintyPpm} is 0
 * @param nominalHz sample rate as declared
 * @param restarts totals since start, as the following ones
 */
public record SourceClock(
    ConvertMeter.State state,
    double driftPpm,
    double uncertaintyPpm,
    int nominalHz,
    List<ConvertAlarm> alarms,
    long restarts,
    long pathChanges,
    long rateChanges) {

  private static final List<Integer> RATES_HZ =
      List.of(8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000);

  public SourceClock {
    alarms = List.copyOf(alarms);
  }

  /** Reads the gauges of an input. */
  public static SourceClock of(InputSpec spec, ConvertMeter meter) {
    return new SourceClock(
        meter.state(), meter.gauges().get(ConvertGauge.DRIFT_PPT) * 1e-6, meter.gauges().get(ConvertGauge.UNCERTAINTY_PPT) * 1e-6,
        spec.format().rateHz(), Arrays.stream(ConvertAlarm.values()).filter(meter::has).toList(),
        meter.counters().get(ConvertCounter.RESTARTS), meter.counters().get(ConvertCounter.PATH_CHANGES),
        meter.counters().get(ConvertCounter.RATE_CHANGES));
  }

  public boolean isKnown() {
    return uncertaintyPpm > 0;
  }

  /** An alarm in words for an operator, with what was measured. */
  public String words(ConvertAlarm alarm) {
    return switch (alarm) {
      case NOT_ON_PTP -> String.format(Locale.ROOT, "declared to be on PTP, but drifts by %+.2f ppm", driftPpm);
      case FAST_DRIFT -> String.format(Locale.ROOT, "its clock is %+.0f ppm off", driftPpm);
      case WRONG_RATE -> wrongRate();
      case RESTARTED -> "its timestamps began anew";
      case UNSTABLE -> "its timestamps keep beginning anew; muted";
      case STARVED -> "audio did not come in time; silence";
      case DATA -> "carries coded audio or data, which cannot be resampled; muted";
      case APART -> "its clock is not that of the other streams of its device; converted by itself";
    };
  }

  private String wrongRate() {
    double actualHz = nominalHz * (1 + driftPpm * 1e-6);
    int nearestHz = RATES_HZ.stream().min(Comparator.comparingDouble(rate -> Math.abs(rate - actualHz))).orElseThrow();
    String measured = String.format(Locale.ROOT, "declared as %d Hz but sends %.0f frames a second", nominalHz, actualHz);
    boolean isNear = Math.abs(actualHz / nearestHz - 1) < 1e-3 && nearestHz != nominalHz;
    return measured + (isNear ? ": its rate is probably " + nearestHz + " Hz" : "") + "; muted";
  }
}
