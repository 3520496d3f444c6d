package io.crosspoint.app.metrics;

import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertGauge;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/** What is told of each input's clock and conversion. */
final class ConvertMetrics {

  private ConvertMetrics() {}

  static void bind(Bindings bindings, ConvertMeter meter, Tags tags) {
    bindings.counters(meter.counters(), tags);
    bindings.gauge(
        "input_drift_ratio", "By what part the sender's clock runs fast (positive) or slow against the plant's; NaN until it is known.",
        tags, () -> isKnown(meter) ? meter.gauges().get(ConvertGauge.DRIFT_PPT) * 1e-12 : Double.NaN);
    bindings.gauge(
        "input_drift_uncertainty_ratio", "Standard deviation of the drift.", tags,
        () -> isKnown(meter) ? meter.gauges().get(ConvertGauge.UNCERTAINTY_PPT) * 1e-12 : Double.NaN);
    for (ConvertAlarm alarm : ConvertAlarm.values()) {
      bindings.gauge(
          "input_clock_alarm", "1 while the input's clock or stream is in this kind of trouble.",
          tags.and("alarm", alarm.name().toLowerCase(Locale.ROOT)), () -> meter.has(alarm) ? 1 : 0);
    }
    bindings.gauge(
        "convert_margin_seconds", "Audio in reserve beyond what the newest converted frame needed; NaN where nothing is converted.", tags,
        () -> meter.state() == ConvertMeter.State.DIRECT ? Double.NaN : meter.gauges().get(ConvertGauge.MARGIN_NS) * 1e-9);
    for (ConvertMeter.State state : ConvertMeter.State.values()) {
      bindings.gauge(
          "convert_state", "1 for what is done with the input now, 0 for the others.",
          tags.and("state", state.name().toLowerCase(Locale.ROOT)), () -> meter.state() == state ? 1 : 0);
    }
  }

  private static boolean isKnown(ConvertMeter meter) {
    return meter.gauges().get(ConvertGauge.UNCERTAINTY_PPT) > 0;
  }
}
