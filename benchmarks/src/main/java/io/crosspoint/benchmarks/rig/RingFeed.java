package io.crosspoint.benchmarks.rig;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Shard;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Puts onto the ring of a shard what the network and the tick would, as fast as the stages take it: in each step one packet of every input,
 * then the TRANSMIT of every group. All streams must be of one packet time. The audio is noise.
 */
public final class RingFeed {

  /** So far ahead of a frame's last reader the packet is closed. */
  public static final long LEAD_NS = 500_000;

  private static final int SOURCE_ADDRESS = 0x0A4D_0001;

  private final EventRing ring;
  private final PlantSpec plant;
  private final List<TransmitGroup> groups;
  private final List<BatchRotation> batches;
  private final byte[] noise;
  private final MediaClock clock;
  private final int frames;
  private long nextIndex;

  public RingFeed(Shard shard) {
    this.plant = shard.plant();
    this.groups = shard.groups();
    this.batches = shard.batches();
    this.ring = shard.ring();
    InputSpec first = plant.inputs().getFirst();
    this.frames = first.packetFrames();
    this.clock = new MediaClock(first.format().rateHz());
    this.nextIndex = Math.floorDiv(clock.indexOf(1_000_000_000_000L), (long) frames) * frames;
    this.noise = new byte[1500];
    new SplittableRandom(1).nextBytes(noise);
  }

  /** One packet time of everything. */
  public void step() {
    for (int input = 0; input < plant.inputs().size(); input++) {
      packet(input);
    }
    nextIndex += frames;
    for (int group = 0; group < groups.size(); group++) {
      transmit(group);
    }
  }

  /** The next packet of an input; it arrives when its last frame is over. */
  public void packet(int input) {
    InputSpec spec = plant.inputs().get(input);
    long sequence = claim();
    MediaEvent event = ring.event(sequence);
    MemorySegment slab = ring.slab();
    long offset = ring.slabOffset(sequence);
    int payloadBytes = frames * spec.format().frameBytes();
    RtpPacket.writeHeader(slab, offset, Plants.PAYLOAD_TYPE, (int) (nextIndex / frames), (int) nextIndex, input + 1);
    MemorySegment.copy(noise, 0, slab, JAVA_BYTE, offset + RtpPacket.HEADER_BYTES, payloadBytes);
    event.kind = MediaEvent.Kind.PACKET;
    event.input = input;
    event.leg = 0;
    event.lengthBytes = RtpPacket.HEADER_BYTES + payloadBytes;
    event.arrivalPtpNs = clock.timeOf(nextIndex + frames) + 50_000;
    event.kernelStamped = true;
    event.sourceAddress = SOURCE_ADDRESS;
    event.sourcePort = 5004;
    ring.publish(sequence, sequence);
  }

  /** The TRANSMIT that is published lead before the next packet of a group departs. */
  public void transmit(int number) {
    TransmitGroup group = groups.get(number);
    long sequence = claim();
    MediaEvent event = ring.event(sequence);
    event.kind = MediaEvent.Kind.TRANSMIT;
    event.group = number;
    event.batch = batches.get(number).of(nextIndex);
    event.firstIndex = nextIndex;
    event.frames = group.packetFrames();
    event.deadlinePtpNs = clock.timeOf(nextIndex + event.frames);
    event.deadlineRawNs = event.deadlinePtpNs;
    event.clockState = ClockState.LOCKED;
    event.clockEpoch = 1;
    ring.publish(sequence, sequence);
  }

  private long claim() {
    long sequence = ring.tryClaim(1);
    if (sequence < 0) {
      throw new IllegalStateException("the ring is full: the stages do not run");
    }
    return sequence;
  }
}
