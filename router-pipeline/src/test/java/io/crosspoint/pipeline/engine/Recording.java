package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The events of a simulated run, to be run again through stages on one thread or three. */
final class Recording {

  private record Recorded(MediaEvent event, byte[] octets) {}

  private record InFlight(int group, long firstIndex, long sequence) {}

  private final PlantSpec plant;
  private final List<Recorded> events = new ArrayList<>();

  private Recording(PlantSpec plant) {
    this.plant = plant;
  }

  static Recording of(PlantSpec plant, Consumer<Simulation> scenario) {
    Recording recording = new Recording(plant);
    Simulation simulation = new Simulation(plant, StraightRoute.LEAD, StraightRoute.START);
    EventPoller<MediaEvent> poller = simulation.newPoller();
    EventRing ring = simulation.shard().ring();
    // Each datagram is a chance to empty the recorder before it holds up the ring.
    simulation.add((input, leg, datagram, length) -> recording.take(poller, ring));
    scenario.accept(simulation);
    recording.take(poller, ring);
    return recording;
  }

  private void take(EventPoller<MediaEvent> poller, EventRing ring) {
    try {
      while (poller.poll((event, sequence, endOfBatch) -> events.add(copy(event, ring, sequence))) == EventPoller.PollState.PROCESSING) {
        Thread.onSpinWait();
      }
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Recorded copy(MediaEvent event, EventRing ring, long sequence) {
    MediaEvent copy = new MediaEvent();
    copyFields(event, copy);
    int octets = event.kind == MediaEvent.Kind.PACKET ? event.lengthBytes : 0;
    return new Recorded(copy, ring.slab().asSlice(ring.slabOffset(sequence), octets).toArray(ValueLayout.JAVA_BYTE));
  }

  private static void copyFields(MediaEvent from, MediaEvent to) {
    to.kind = from.kind;
    to.input = from.input;
    to.leg = from.leg;
    to.lengthBytes = from.lengthBytes;
    to.arrivalPtpNs = from.arrivalPtpNs;
    to.sourceAddress = from.sourceAddress;
    to.firstIndex = from.firstIndex;
    to.frames = from.frames;
    to.group = from.group;
    to.deadlinePtpNs = from.deadlinePtpNs;
    to.clockEpoch = from.clockEpoch;
    to.clockState = from.clockState;
    to.command = from.command;
    to.fromPtpNs = from.fromPtpNs;
  }

  /** Everything sent, in order. */
  byte[] replayFused() {
    Shard shard = new Shard(plant, StraightRoute.LEAD, new YieldingWaitStrategy());
    FusedStages stages = new FusedStages(shard, new BugLog());
    return replay(shard, stages.sequence(), stages::run);
  }

  byte[] replayDedicated() {
    // Waiting threads leave the processors to the others: a test may have fewer of them than threads.
    Shard shard = new Shard(plant, StraightRoute.LEAD, new BlockingWaitStrategy());
    BugLog bugs = new BugLog();
    try (DedicatedStages stages = new DedicatedStages(0, shard, bugs)) {
      stages.start();
      byte[] sent = replay(shard, stages.rendered(), Thread::yield);
      if (bugs.count() > 0) {
        throw new AssertionError("a stage threw", bugs.drain().getFirst());
      }
      return sent;
    }
  }

  /** As the tick does: as many packets in flight as there are batches, and each taken when it is rendered. */
  private byte[] replay(Shard shard, Sequence rendered, Runnable whileWaiting) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<ArrayDeque<InFlight>> inFlight = new ArrayList<>();
    List<BatchRotation> batches = shard.batches();
    shard.groups().forEach(group -> inFlight.add(new ArrayDeque<>()));
    for (Recorded recorded : events) {
      MediaEvent event = recorded.event;
      if (event.kind == MediaEvent.Kind.TRANSMIT && inFlight.get(event.group).size() == batches.get(event.group).size()) {
        take(shard, inFlight.get(event.group).remove(), rendered, whileWaiting, sent);
      }
      long sequence = publish(shard.ring(), batches, recorded, whileWaiting);
      if (event.kind == MediaEvent.Kind.TRANSMIT) {
        inFlight.get(event.group).add(new InFlight(event.group, event.firstIndex, sequence));
      }
    }
    inFlight.forEach(queue -> queue.forEach(last -> take(shard, last, rendered, whileWaiting, sent)));
    return sent.toByteArray();
  }

  private static long publish(EventRing ring, List<BatchRotation> batches, Recorded recorded, Runnable whileFull) {
    long sequence = ring.tryClaim(1);
    while (sequence < 0) {
      whileFull.run();
      sequence = ring.tryClaim(1);
    }
    copyFields(recorded.event, ring.event(sequence));
    if (recorded.event.kind == MediaEvent.Kind.TRANSMIT) {
      ring.event(sequence).batch = batches.get(recorded.event.group).of(recorded.event.firstIndex);
    }
    MemorySegment.copy(recorded.octets, 0, ring.slab(), ValueLayout.JAVA_BYTE, ring.slabOffset(sequence), recorded.octets.length);
    ring.publish(sequence, sequence);
    return sequence;
  }

  private static void take(Shard shard, InFlight packet, Sequence rendered, Runnable whileWaiting, ByteArrayOutputStream sent) {
    while (rendered.get() < packet.sequence) {
      whileWaiting.run();
    }
    TransmitBatch batch = shard.batches().get(packet.group).of(packet.firstIndex);
    for (int i = 0; i < batch.packets(); i++) {
      sent.writeBytes(batch.memory().asSlice(batch.offset(i), batch.length(i)).toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
