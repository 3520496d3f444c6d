package io.crosspoint.app.metrics;

import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertCounter;
import io.crosspoint.pipeline.convert.ConvertGauge;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.micrometer.core.instrument.Tags;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What is told of each input's clock and conversion. Most inputs of a plant are on its clock and are never converted: of these a quarter of
 * the page would be what can only happen to others, so it is told of an input only while that is converted, or when it has happened.
 */
final class ConvertMetrics {

  /** What is found out about a sender whether it is converted or not. */
  private static final Set<ConvertCounter> OF_EVERY_SENDER =
      EnumSet.of(ConvertCounter.RESTARTS, ConvertCounter.PATH_CHANGES, ConvertCounter.RATE_CHANGES);

  private ConvertMetrics() {}

  static void bind(Bindings bindings, ConvertMeter meter, Tags tags) {
    for (ConvertCounter counter : ConvertCounter.values()) {
      boolean isOfAll = OF_EVERY_SENDER.contains(counter);
      bindings.onlyWhile(() -> isOfAll || isConverted(meter) || meter.counters().get(counter) != 0);
      bindings.counter(counter.metricName(), counter.help(), tags, () -> meter.counters().get(counter));
    }
    bindings.always();
    bindings.gauge(
        "input_drift_ratio", "By what part the sender's clock runs fast (positive) or slow against the plant's; NaN until it is known.",
        tags, () -> isKnown(meter) ? meter.gauges().get(ConvertGauge.DRIFT_PPT) * 1e-12 : Double.NaN);
    bindings.gauge(
        "input_drift_uncertainty_ratio", "Standard deviation of the drift.", tags,
        () -> isKnown(meter) ? meter.gauges().get(ConvertGauge.UNCERTAINTY_PPT) * 1e-12 : Double.NaN);
    for (ConvertAlarm alarm : ConvertAlarm.values()) {
      boolean isOfAll = alarm == ConvertAlarm.NOT_ON_PTP;
      bindings.onlyWhile(() -> isOfAll || isConverted(meter) || meter.has(alarm));
      bindings.gauge(
          "input_clock_alarm", "1 while the input's clock or stream is in this kind of trouble.",
          tags.and("alarm", alarm.name().toLowerCase(Locale.ROOT)), () -> meter.has(alarm) ? 1 : 0);
    }
    bindings.onlyWhile(() -> isConverted(meter));
    bindings.gauge(
        "convert_margin_seconds", "Audio in reserve beyond what the newest converted frame needed; NaN where nothing is converted.", tags,
        () -> meter.state() == ConvertMeter.State.DIRECT ? Double.NaN : meter.gauges().get(ConvertGauge.MARGIN_NS) * 1e-9);
    for (ConvertMeter.State state : ConvertMeter.State.values()) {
      bindings.onlyWhile(() -> isConverted(meter) || meter.state() == state);
      bindings.gauge(
          "convert_state", "1 for what is done with the input now, 0 for the others.",
          tags.and("state", state.name().toLowerCase(Locale.ROOT)), () -> meter.state() == state ? 1 : 0);
    }
    bindings.always();
  }

  private static boolean isConverted(ConvertMeter meter) {
    return meter.state() != ConvertMeter.State.DIRECT;
  }

  private static boolean isKnown(ConvertMeter meter) {
    return meter.gauges().get(ConvertGauge.UNCERTAINTY_PPT) > 0;
  }
}
