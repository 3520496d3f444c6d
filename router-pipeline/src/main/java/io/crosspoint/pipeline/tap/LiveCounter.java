package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.meter.Counter;

/** What the rendering side of a live tap counts. */
public enum LiveCounter implements Counter {
  TAKEN("live_tap_pieces", "Packets, or runs of frames, handed over."),
  DROPPED("live_tap_dropped_pieces", "Packets, or runs of frames, that were not handed over because their reader was too slow.");

  private final String metricName;
  private final String help;

  LiveCounter(String metricName, String help) {
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
