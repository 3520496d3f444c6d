package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.meter.Counter;

/** What the rendering side of a tap counts. */
public enum TapCounter implements Counter {
  FRAMES("tap_frames", "Frames handed over."),
  OVERFLOW_FRAMES("tap_overflow_frames", "Frames that were not handed over because their reader was too slow."),
  SILENT_FRAMES("tap_silent_frames", "Frames of a tapped input that were not there when routes read them, handed over as silence.");

  private final String metricName;
  private final String help;

  TapCounter(String metricName, String help) {
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
