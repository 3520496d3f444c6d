package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.meter.Counter;

/** What is counted for each received flow before anything is parsed. */
public enum FlowCounter implements Counter {
  DATAGRAMS("flow_received_datagrams", "Datagrams taken from the socket."),
  RING_FULL("flow_ring_full_datagrams", "Datagrams dropped because the event ring was full."),
  TRUNCATED("flow_truncated_datagrams", "Datagrams longer than any packet of this plant, dropped."),
  FOREIGN_SOURCE("flow_foreign_source_datagrams", "Datagrams from a sender other than the configured source, dropped."),
  KERNEL_DROPS("flow_kernel_dropped_datagrams", "Datagrams that the kernel dropped because the socket's receive buffer was full."),
  UNSTAMPED("flow_unstamped_datagrams", "Datagrams without a kernel receive stamp, stamped by the process."),
  FAILED("flow_receive_failures", "Failures of the socket, or while a datagram was taken in (packet-io netty).");

  private final String metricName;
  private final String help;

  FlowCounter(String metricName, String help) {
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
