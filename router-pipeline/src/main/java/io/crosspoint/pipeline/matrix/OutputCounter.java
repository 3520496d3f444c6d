package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.meter.Counter;

/** What is counted for each output, by the render stage. */
public enum OutputCounter implements Counter {
  PACKETS("output_rendered_packets", "Packets rendered for this output."),
  SILENT_FRAMES("output_silent_frames", "Frames rendered as silence because a routed input had none, summed over its inputs."),
  OVERLOADS("output_overloaded_samples", "Samples that a gain or a sum drove beyond full scale; saturated.");

  private final String metricName;
  private final String help;

  OutputCounter(String metricName, String help) {
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
