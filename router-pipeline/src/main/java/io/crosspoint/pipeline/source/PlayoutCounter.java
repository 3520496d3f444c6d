package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.meter.Counter;

/** What is counted of a source where its frames are consumed. */
public enum PlayoutCounter implements Counter {
  PLAYED_FRAMES("source_played_frames", "Frames that were there when they were consumed."),
  HOLES("source_holes", "Gaps in what was written that were still open when they were consumed, each counted once."),
  HOLE_FRAMES("source_hole_frames", "Frames of those gaps."),
  CONCEALED_FRAMES("source_concealed_frames", "Frames of those gaps that were concealed rather than silent."),
  OVERTAKEN_FRAMES("source_overtaken_frames", "Accepted frames whose index was consumed before they reached the ring: not heard."),
  OUTLIVED_FRAMES("source_outlived_frames", "Accepted frames whose clock epoch ended before they reached the ring: not heard."),
  EPOCHS("source_epochs", "Clock epochs that the transmitter has begun.");

  private final String metricName;
  private final String help;

  PlayoutCounter(String metricName, String help) {
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
