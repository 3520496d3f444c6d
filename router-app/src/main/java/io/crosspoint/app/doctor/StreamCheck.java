package io.crosspoint.app.doctor;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.io.FlowCounter;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.ptp.clock.ClockCell;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Joins every input as the router would, listens for a second, and tells what arrives and what the host refused. */
final class StreamCheck {

  private static final int RING_SLOTS = 1024;
  private static final int LARGEST_DATAGRAM_BYTES = 65_507;
  /** RTP header with CSRCs. */
  private static final int HEADER_ROOM_BYTES = 72;
  private static final long LISTEN_NS = 1_000_000_000L;

  private StreamCheck() {}

  static List<Finding> findings(RouterConfig config, PacketIo io) {
    // Nobody reads this ring, so it never fills: what matters is what the sockets count.
    EventRing ring = new EventRing(RING_SLOTS, datagramBytes(config), new YieldingWaitStrategy());
    List<Finding> findings = new ArrayList<>();
    try (PacketSource source = io.openSource(config.inputs(), ring, new ClockCell())) {
      io.warnings().forEach(warning -> findings.add(Finding.warn("sockets", warning, "")));
      if (io.warnings().isEmpty()) {
        findings.add(Finding.ok("sockets", "every group joined, receive buffers as large as wanted"));
      }
      long endNs = System.nanoTime() + LISTEN_NS;
      while (System.nanoTime() - endNs < 0) {
        if (source.poll() == 0) {
          source.awaitReadable(10);
        }
      }
      for (int i = 0; i < config.inputs().size(); i++) {
        InputSpec input = config.inputs().get(i);
        for (int leg = 0; leg < input.flows().size(); leg++) {
          findings.add(judge(input, input.flows().get(leg), source.meter(i, leg).counters().get(FlowCounter.DATAGRAMS)));
        }
      }
    } catch (UncheckedIOException e) {
      findings.add(Finding.fail("sockets", String.valueOf(e.getMessage()), "is the router running already?"));
    }
    return findings;
  }

  /** The longest datagram that any input is declared to have. */
  static int datagramBytes(RouterConfig config) {
    int bytes =
        config.inputs().stream().mapToInt(input -> input.packetFrames() * input.format().frameBytes() + HEADER_ROOM_BYTES).max().orElse(1);
    return Math.min(bytes, LARGEST_DATAGRAM_BYTES);
  }

  static Finding judge(InputSpec input, ReceiveFlow flow, long datagrams) {
    String place = flow.destination().getHostAddress() + ":" + flow.port() + " on " + flow.nic().name();
    long expected = input.format().rateHz() / input.packetFrames();
    if (datagrams == 0) {
      String cause = flow.destination().isMulticastAddress()
          ? "is the sender on? does the switch have an IGMP querier? right VLAN?"
          : "is the sender on and sending to this address?";
      return Finding.warn(input.name(), "nothing arrives at " + place, cause);
    }
    if (Math.abs(datagrams - expected) > expected / 10 + 2) {
      return Finding.warn(
          input.name(), datagrams + " datagrams in a second at " + place + " where " + expected + " were expected",
          "compare packet-time with the sender; two senders on one group?");
    }
    return Finding.ok(input.name(), datagrams + " datagrams in a second at " + place);
  }
}
