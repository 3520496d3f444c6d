package io.crosspoint.app.metrics;

import io.crosspoint.app.source.RunningSources;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.micrometer.core.instrument.Tags;

/** What is told of each timestamped source. */
final class SourceMetrics {

  private SourceMetrics() {}

  static void bind(Bindings bindings, RunningSources.Running running) {
    SourceTimeline timeline = running.timeline();
    Tags tags = Tags.of("input", running.plan().input(), "kind", running.plan().kind());
    bindings.counters(timeline.counters(), tags);
    bindings.counters(timeline.playoutCounters(), tags);
    running.source().counters().forEach(block -> bindings.counters(block, tags));
    bindings.gauge(
        "source_ahead_seconds", "How far what was written is ahead of the transmitter; negative when the writer is behind.", tags,
        () -> (double) timeline.aheadFrames() / timeline.format().rateHz());
    bindings.gauge(
        "source_window_seconds", "How far ahead of the transmitter frames are accepted.", tags,
        () -> (double) timeline.windowFrames() / timeline.format().rateHz());
  }
}
