package io.crosspoint.app.file;

import io.crosspoint.pipeline.meter.Counter;

/** What the thread that plays a playlist counts. */
public enum PlayCounter implements Counter {
  LATE_FRAMES("file_late_frames", "Frames that the disk delivered after their time, left out; what follows is where it belongs."),
  OUTAGES("file_outages", "Times that no file of the playlist could be played.");

  private final String metricName;
  private final String help;

  PlayCounter(String metricName, String help) {
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
