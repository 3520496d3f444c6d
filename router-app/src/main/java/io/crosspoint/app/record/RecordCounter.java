package io.crosspoint.app.record;

import io.crosspoint.pipeline.meter.Counter;

/** What the recording thread counts of one recording. */
public enum RecordCounter implements Counter {
  FRAMES("record_frames", "Frames written to files."),
  FILES("record_files", "Files begun."),
  FILLED_FRAMES("record_filled_frames", "Frames of silence written where audio did not reach the recorder, so that time stays exact."),
  LOST_FRAMES("record_lost_frames", "Frames that reached the recorder and are in no file: the disk was full or failed."),
  DISK_FULL("record_disk_full", "Times that the disk was full."),
  FAILURES("record_failures", "Times that a file could not be created or written for another reason.");

  private final String metricName;
  private final String help;

  RecordCounter(String metricName, String help) {
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
