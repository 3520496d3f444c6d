package io.crosspoint.app.tap;

import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.tap.LiveRing;
import io.crosspoint.pipeline.tap.LiveTap;
import java.util.List;

/**
 * A stream as a pcap file with nanoseconds: IPv4 packets as they are on the wire, except for what a socket does not tell (time to live,
 * identification, checksum of UDP). The times are UTC, and the plant's: when the kernel received a packet, or its deadline for departure.
 */
final class PcapStream extends TapStream {

  private static final long MAGIC = 0xA1B2_3C4DL;
  private static final int LINKTYPE_RAW = 101;
  private static final int IP_BYTES = 20;
  private static final int UDP_BYTES = 8;
  private static final int SNAP_BYTES = 65_535;
  private static final long SECOND_NS = 1_000_000_000L;

  /** Where packets of one leg are on their way to, and of outputs where from. IPv4 addresses, network order in the int. */
  record Way(int source, int sourcePort, int destination, int port, int ttl, int dscp) {}

  private final List<Way> ways;
  private final long utcOffsetNs;
  private final long limitNs;
  private long firstNs = Long.MIN_VALUE;
  private long newestNs = Long.MIN_VALUE;

  /**
   * @param ways of an input one for each leg; an output's packet stands in the file once for each
   * @param utcOffsetSeconds plant time minus UTC
   * @param seconds 0 for without end
   */
  PcapStream(LiveTap tap, List<Way> ways, int utcOffsetSeconds, int seconds) {
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
      Way leg = ways.get(Math.min(ring.leg(), ways.size() - 1));
      put(to, atNs, new Way(ring.sourceAddress(), ring.sourcePort(), leg.destination, leg.port, leg.ttl, leg.dscp));
    } else {
      ways.forEach(way -> put(to, atNs, way));
    }
  }

  private void put(Bytes to, long atNs, Way way) {
    LiveRing ring = tap().ring();
    int length = IP_BYTES + UDP_BYTES + ring.length();
    to.little(atNs / SECOND_NS, 4).little(atNs % SECOND_NS, 4).little(length, 4).little(length, 4);
    int[] words = {
      0x4500 | way.dscp << 2, length, 0, 0x4000, way.ttl << 8 | 17, 0,
      way.source >>> 16, way.source & 0xFFFF, way.destination >>> 16, way.destination & 0xFFFF
    };
    words[5] = checksum(words);
    for (int word : words) {
      to.big(word, 2);
    }
    // A checksum of zero says that there is none (RFC 768).
    to.big(way.sourcePort, 2).big(way.port, 2).big(UDP_BYTES + ring.length(), 2).big(0, 2);
    to.copy(ring.memory(), ring.offset(), ring.length());
  }

  private static int checksum(int[] words) {
    int sum = 0;
    for (int word : words) {
      sum += word;
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return ~sum & 0xFFFF;
  }

  @Override
  public boolean isOver() {
    return newestNs != Long.MIN_VALUE && newestNs - firstNs >= limitNs;
  }
}
