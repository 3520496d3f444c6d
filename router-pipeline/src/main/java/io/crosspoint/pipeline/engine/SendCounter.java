package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.meter.Counter;

/** What the tick counts for each transmit group. */
public enum SendCounter implements Counter {
  BATCHES("transmit_batches", "Deadlines met, late or not, with a batch put on the wire; with pipeline.spread each part of one counts."),
  DATAGRAMS("transmit_datagrams", "Datagrams that the kernel accepted."),
  LATE("transmit_late_batches", "Batches whose send call began more than one packet time after the deadline."),
  SKIPPED("transmit_skipped_batches", "Deadlines given up because they were noticed too late to be of use."),
  UNRENDERED("transmit_unrendered_batches", "Batches that the stages had not finished, or could not be told of, by the deadline.");

  private final String metricName;
  private final String help;

  SendCounter(String metricName, String help) {
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
