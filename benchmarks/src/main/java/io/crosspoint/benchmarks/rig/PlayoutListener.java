package io.crosspoint.benchmarks.rig;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.io.NativePacketSource;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Notes when the kernel received each packet of a group, on {@code CLOCK_MONOTONIC_RAW}. One process of {@link PlayoutRig}. */
public final class PlayoutListener {

  private PlayoutListener() {}

  /** {@code PlayoutListener DEVICE GROUP SECONDS FILE}: writes lines of RTP timestamp and raw time of arrival. */
  public static void main(String[] arguments) throws Exception {
    Nic nic = NamespaceNic.of(arguments[0]);
    ReceiveFlow flow = new ReceiveFlow("red", nic, (Inet4Address) InetAddress.getByName(arguments[1]), 5004, null);
    InputSpec input = new InputSpec("in", List.of(flow), new AudioFormat(Encoding.L24, 48_000, 1), 48, 98, 0, 480);
    List<String> arrived = listen(input, Integer.parseInt(arguments[2]));
    Files.write(Path.of(arguments[3]), arrived);
    System.out.println(arrived.size() + " packets");
  }

  private static List<String> listen(InputSpec input, int seconds) throws Exception {
    // A clock that shows raw time: stamps then are raw time too.
    ClockSnapshot raw = new ClockSnapshot(0, 0, 0, 0, 0, 1, ClockState.LOCKED, "raw", 0, -1);
    EventRing ring = new EventRing(1024, 1500, new YieldingWaitStrategy());
    EventPoller<MediaEvent> poller = ring.disruptor().newPoller();
    ring.disruptor().addGatingSequences(poller.getSequence());
    List<String> arrived = new ArrayList<>(1000 * seconds);
    long endNs = System.nanoTime() + seconds * 1_000_000_000L;
    try (NativePacketSource source = new NativePacketSource(List.of(input), ring, ClockCell.of(raw), HostClocks.ofThisHost())) {
      while (System.nanoTime() - endNs < 0) {
        source.awaitReadable(10);
        source.poll();
        poller.poll((event, sequence, isLast) -> {
          if (event.kind == MediaEvent.Kind.PACKET && event.kernelStamped) {
            int timestamp =
                ring.slab().get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), ring.slabOffset(sequence) + 4);
            arrived.add(timestamp + " " + event.arrivalPtpNs);
          }
          return true;
        });
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen", e);
    }
    return arrived;
  }
}
