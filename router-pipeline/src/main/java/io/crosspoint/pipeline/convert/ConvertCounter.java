package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.meter.Counter;

/** What is counted for each input, by the convert stage. */
public enum ConvertCounter implements Counter {
  RESTARTS("convert_sender_restarts", "Times that the sender's timestamps began anew; faded out, found again, faded in."),
  PATH_CHANGES("convert_path_changes", "Times that the network path became longer or shorter for good; the rate was kept."),
  RATE_CHANGES("convert_rate_changes", "Times that the sender's clock changed its rate by more than drift explains."),
  JUMPS("convert_jumps", "Times that the read position was moved by more than 2 ms at once, in a fade of 10 ms."),
  LATE("convert_late_packets", "Packets that came after some of their frames had been converted."),
  MISSING_FRAMES("convert_missing_frames", "Frames converted from a buffer that the sender had not filled far enough."),
  BYPASSES("convert_bypasses", "Times that the source was found to be on the plant's clock, and passed bit for bit from then on."),
  TAKEN_APART("convert_clock_splits", "Times that a stream's rate was not that of the other streams of its device."),
  WRONG_RATE("convert_wrong_rate", "Times that the sender's clock was more than 1000 ppm off: the declared sample rate is wrong. Muted."),
  DATA_BURSTS("convert_data_bursts", "SMPTE 337 bursts in the audio: coded audio or data, which is muted rather than resampled.");

  private final String metricName;
  private final String help;

  ConvertCounter(String metricName, String help) {
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
