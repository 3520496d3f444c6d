package io.crosspoint.benchmarks.rig.cost;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.benchmarks.rig.NamespaceNic;
import io.crosspoint.benchmarks.rig.Scenario;
import io.crosspoint.lab.LabHost;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.io.FlowCounter;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import io.crosspoint.ptp.linux.Scheduling;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Listens to some of the streams that come of a scenario, by the sockets and kernel stamps of {@code listen}. Its time is this machine's
 * wall clock, which is the grandmaster's and the talker's too.
 */
final class WireEar {

  private static final AudioFormat FORMAT = new AudioFormat(Encoding.L24, 48_000, 2);
  private static final int PRIORITY = 5;
  private static final int PAYLOAD_TYPE = 98;
  /** As many as leave the talker, on the same processor, its time. */
  private static final int MOST_PACKETS_PER_SECOND = 16_000;
  /** After the window, for what is under way. */
  private static final long PATIENCE_NS = 400_000_000L;
  private static final long HIGHEST_AGE_NS = 2_700_000_000L;

  private final Scenario scenario;
  private final List<Integer> streams;
  private final EventRing ring = new EventRing(8192, 1500, new YieldingWaitStrategy());
  private final EventPoller<MediaEvent> poller = ring.disruptor().newPoller();
  private final Histogram agesNs = new Histogram(HIGHEST_AGE_NS, 3);
  private final RtpPacket packet = new RtpPacket();
  private final int[] samples = new int[ContentTally.SAMPLES];

  private WireEar(Scenario scenario) {
    this.scenario = scenario;
    this.streams = chosen(scenario.routes(), (int) Math.max(1, MOST_PACKETS_PER_SECOND * scenario.inPacketNs() / 1_000_000_000L));
    ring.disruptor().addGatingSequences(poller.getSequence());
  }

  /** Evenly spread, the first and the last among them. Streams count from 0. */
  static List<Integer> chosen(int streams, int most) {
    int count = Math.min(streams, most);
    return IntStream.range(0, count).map(i -> count == 1 ? 0 : i * (streams - 1) / (count - 1)).boxed().toList();
  }

  /** Blocks for a little longer than the window. */
  static Heard hear(LabHost host, Scenario scenario, int seconds) throws Exception {
    return host.call(() -> new WireEar(scenario).hear(seconds));
  }

  private Heard hear(int seconds) throws SocketException, UnknownHostException {
    int refused = Scheduling.becomeFifo(PRIORITY);
    if (refused < 0) {
      System.out.println("(no real-time scheduling for the ear)");
    }
    try (LocalClockSource clock = new LocalClockSource(HostClocks.ofThisHost())) {
      clock.start();
      SocketIo io = new SocketIo(PipelineSpec.PacketIo.NATIVE);
      try (PacketSource source = io.openSource(inputs(), ring, clock.cell())) {
        long fromPtpNs = wallNs();
        long toPtpNs = fromPtpNs + seconds * 1_000_000_000L;
        int frames = scenario.packetFrames();
        List<ContentTally> tallies = streams.stream().map(stream -> new ContentTally(stream, frames, fromPtpNs, toPtpNs)).toList();
        while (wallNs() < toPtpNs + PATIENCE_NS) {
          source.awaitReadable(20);
          source.poll();
          take(tallies, toPtpNs);
        }
        return Heard.of(tallies, dropped(source), agesNs);
      }
    }
  }

  private static long wallNs() {
    return Math.multiplyExact(System.currentTimeMillis(), 1_000_000L);
  }

  private void take(List<ContentTally> tallies, long toPtpNs) {
    try {
      poller.poll((event, sequence, isLast) -> {
        if (event.kind == MediaEvent.Kind.PACKET) {
          onDatagram(tallies.get(event.input), event, ring.slabOffset(sequence), toPtpNs);
        }
        return true;
      });
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What comes after the window only counts for its content. */
  private void onDatagram(ContentTally tally, MediaEvent event, long offset, long toPtpNs) {
    if (packet.parse(ring.slab(), offset, event.lengthBytes) == RtpPacket.Verdict.VALID) {
      Samples.read(Encoding.L24, ring.slab(), packet.payloadOffset(), samples, 0, samples.length);
      tally.onPacket(event.arrivalPtpNs, event.arrivalPtpNs < toPtpNs, samples, agesNs);
    }
  }

  private List<InputSpec> inputs() throws SocketException, UnknownHostException {
    Nic nic = NamespaceNic.of("red");
    List<InputSpec> inputs = new ArrayList<>();
    for (int stream : streams) {
      Inet4Address group = (Inet4Address) InetAddress.getByName("239.78.0." + (stream + 1));
      ReceiveFlow flow = new ReceiveFlow("red", nic, group, 5004, null);
      inputs.add(new InputSpec("ear " + stream, List.of(flow), FORMAT, scenario.packetFrames(), PAYLOAD_TYPE, null, 0));
    }
    return inputs;
  }

  private long dropped(PacketSource source) {
    long dropped = 0;
    for (int i = 0; i < streams.size(); i++) {
      Counters<FlowCounter> counters = source.meter(i, 0).counters();
      dropped += counters.get(FlowCounter.KERNEL_DROPS) + counters.get(FlowCounter.RING_FULL);
    }
    return dropped;
  }
}
