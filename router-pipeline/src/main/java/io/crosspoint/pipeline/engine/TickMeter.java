package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.meter.Distribution;
import java.util.List;

/**
 * What the tick of one shard tells.
 *
 * @param leadNs how long before its deadline a packet is rendered
 * @param groups one for each transmit group
 * @param ringSlots how many slots of the ring were filled and not yet handled, each time that a TRANSMIT was to be put on it
 */
public record TickMeter(long leadNs, List<GroupMeter> groups, Distribution ringSlots) {

  TickMeter(List<TransmitGroup> groups, long leadNs) {
    this(leadNs, groups.stream().map(GroupMeter::new).toList(), new Distribution());
  }
}
