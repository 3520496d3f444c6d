package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.event.TransmitGroup;
import java.util.List;

/**
 * What the tick of one shard tells.
 *
 * @param leadNs how long before its deadline a packet is rendered
 * @param groups one for each transmit group
 */
public record TickMeter(long leadNs, List<GroupMeter> groups) {

  TickMeter(List<TransmitGroup> groups, long leadNs) {
    this(leadNs, groups.stream().map(GroupMeter::new).toList());
  }
}
