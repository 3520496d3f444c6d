package io.crosspoint.app.source;

import io.crosspoint.pipeline.meter.Counter;

/** What is counted of an input that another process feeds. */
public enum ProcessCounter implements Counter {
  CONNECTIONS("process_connections", "Writers that connected."),
  REFUSED_CONNECTIONS("process_refused_connections", "Writers sent away because another one is alive."),
  REPLACED_CONNECTIONS("process_replaced_connections", "Writers dropped for a new one because they had said nothing for 2 s."),
  MESSAGES("process_messages", "Messages understood."),
  MALFORMED_MESSAGES("process_malformed_messages", "Headers that are none of ours; the connection is closed, because nothing after is."),
  TRUNCATED_MESSAGES("process_truncated_messages", "Connections that ended within a message."),
  UNREAD_REPLIES("process_unread_replies", "Positions not sent because the writer does not read them.");

  private final String metricName;
  private final String help;

  ProcessCounter(String metricName, String help) {
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
