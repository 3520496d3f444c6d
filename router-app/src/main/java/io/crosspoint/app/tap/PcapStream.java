package io.crosspoint.app.tap;

import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.tap.LiveRing;
import io.crosspoint.pipeline.tap.LiveTap;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A stream as a pcap file with nanoseconds: IPv4 packets as they are on the wire, except for what a socket does not tell (time to live,
 * identification, checksum of UDP). The times are UTC, and the plant's: when the kernel received a packet, or its deadline for departure.
 */
final class PcapStream extends TapStream {

  private static final long MAGIC = 0xA1B2_3C4DL;
  private static final int LINKTYPE_RAW = 101;
  private static final int SNAP_BYTES = 65_535;
  private static final long SECOND_NS = 1_000_000_000L;

  private final List<UdpHeader> ways;
  private final long utcOffsetNs;
  private final long limitNs;
  private long firstNs = Long.MIN_VALUE;
  private long newestNs = Long.MIN_VALUE;

  /**
   * @param ways of an input one for each leg; an output's packet stands in the file once for each
   * @param utcOffsetSeconds plant time minus UTC
   * @param seconds 0 for without end
   */
  PcapStream(LiveTap tap, List<UdpHeader> ways, int utcOffsetSeconds, int seconds) {
    super(tap);
    this.ways = List.copyOf(ways);
    this.utcOffsetNs = utcOffsetSeconds * SECOND_NS;
    this.limitNs = seconds == 0 ? Long.MAX_VALUE : seconds * SECOND_NS;
  }

  @Override
  public String contentType() {
    return "application/vnd.tcpdump.pcap";
  }

  @Override
  public byte[] head() {
    return new Bytes().little(MAGIC, 4).little(2, 2).little(4, 2).little(0, 8).little(SNAP_BYTES, 4).little(LINKTYPE_RAW, 4).toArray();
  }

  @Override
  void append(Bytes to) {
    LiveRing ring = tap().ring();
    // What came before there was a clock stands at the time before it: the file must not lose what may be the trouble.
    long atNs = ring.ptpNs() == MediaEvent.UNTIMED ? Math.max(newestNs, 0) : ring.ptpNs() - utcOffsetNs;
    firstNs = firstNs == Long.MIN_VALUE ? atNs : firstNs;
    newestNs = atNs;
    if (isOver()) {
      return;
    }
    if (tap().kind() == LiveTap.Kind.INPUT_PACKETS) {
      UdpHeader leg = ways.get(Math.min(ring.leg(), ways.size() - 1));
      put(to, atNs, leg.from(ring.sourceAddress(), ring.sourcePort()));
    } else {
      ways.forEach(way -> put(to, atNs, way));
    }
  }

  private void put(Bytes to, long atNs, UdpHeader way) {
    LiveRing ring = tap().ring();
    int length = UdpHeader.BYTES + ring.length();
    to.little(atNs / SECOND_NS, 4).little(atNs % SECOND_NS, 4).little(length, 4).little(length, 4);
    ByteBuffer header = ByteBuffer.allocate(UdpHeader.BYTES);
    way.write(header, ring.length());
    to.put(header.array());
    to.copy(ring.memory(), ring.offset(), ring.length());
  }

  @Override
  public boolean isOver() {
    return newestNs != Long.MIN_VALUE && newestNs - firstNs >= limitNs;
  }
}
