package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.meter.Counter;

/** What is counted of a source on its writer's side. */
public enum SourceCounter implements Counter {
  WRITES("source_writes", "Calls that brought frames."),
  FRAMES("source_frames", "Frames accepted."),
  REWRITTEN_FRAMES("source_rewritten_frames", "Accepted frames that replace ones written before and not yet consumed."),
  BACKWARD_WRITES("source_backward_writes", "Writes that begin before the end of what was written: legal, in any order."),
  LATE_FRAMES("source_late_frames", "Frames refused because the transmitter had consumed their index."),
  EARLY_FRAMES("source_early_frames", "Frames refused because their index is beyond the window ahead of the transmitter."),
  FULL_FRAMES("source_full_frames", "Frames refused because more is written than the transmitter fetches: a flood."),
  STALE_FRAMES("source_stale_frames", "Frames refused because their index is of a clock epoch that has ended."),
  UNTIMED_FRAMES("source_untimed_frames", "Frames refused because the transmitter has no clock yet."),
  NAN_SAMPLES("source_nan_samples", "Samples that were not a number and became silence."),
  CLIPPED_SAMPLES("source_clipped_samples", "Samples beyond full scale that were limited to it."),
  REBASES("source_rebases", "Times that the writer took up a new clock epoch after the first.");

  private final String metricName;
  private final String help;

  SourceCounter(String metricName, String help) {
    this.metricName = metricName;
    this.help = help;
  }

  @Override
  public String metricName() {
    return metricName;
  }

  @Override
  public String help() {
    return help;
  }
}
