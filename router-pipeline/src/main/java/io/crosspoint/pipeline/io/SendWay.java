package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.SendFlow;

/** What distinguishes one sending socket from another; flows that agree in all of it share one. */
record SendWay(Nic nic, int sourcePort, int ttl, int dscp) {

  static SendWay of(SendFlow flow) {
    return new SendWay(flow.nic(), flow.sourcePort(), flow.ttl(), flow.dscp());
  }

  /** For messages: {@code output air1 (from 10.77.0.2:5004 on eth1)}. */
  String title(String output) {
    return "output %s (from %s:%d on %s)".formatted(output, nic.address().getHostAddress(), sourcePort, nic.name());
  }
}
