package io.crosspoint.app.metrics;

import io.crosspoint.app.record.Recorder;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/** What is told of each recording. */
final class RecordingMetrics {

  private RecordingMetrics() {}

  static void bind(Bindings bindings, Recorder recorder) {
    Tags tags = Tags.of("recording", recorder.spec().name());
    bindings.counters(recorder.counters(), tags);
    bindings.counters(recorder.ring().counters(), tags);
    for (Recorder.State state : Recorder.State.values()) {
      bindings.gauge(
          "record_state", "1 for what the recording does now, 0 for the others; disk_full and failed are alarms.",
          tags.and("state", state.name().toLowerCase(Locale.ROOT)), () -> recorder.state() == state ? 1 : 0);
    }
  }
}
