package io.crosspoint.app.file;

import io.crosspoint.pipeline.meter.Counter;

/** What the thread that reads a playlist counts. */
public enum ReadCounter implements Counter {
  OPENED("file_opened", "Files of the playlist that were opened and played."),
  FAILED("file_failed", "Files that could not be opened or read, or have another rate or channel count than the input; they are left out."),
  TRUNCATED("file_truncated", "Files that ended before the length that they declare; what is there was played.");

  private final String metricName;
  private final String help;

  ReadCounter(String metricName, String help) {
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
