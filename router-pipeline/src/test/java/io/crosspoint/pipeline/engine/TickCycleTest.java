package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.place.PlaceChange;
import io.crosspoint.pipeline.place.PlaceStage;
import io.crosspoint.pipeline.place.PlacedInput;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickCycleTest {

  private static final long MS = StraightRoute.MS;

  /** Another publisher was stopped between its claim and its publication: the tick waits, and goes on when it is there. */
  @Test
  void shouldRenderWhatWaitsBehindAnotherPublisher() {
    StraightRoute route = StraightRoute.stereo(144).settle();
    EventRing ring = route.simulation.shard().ring();
    long claimed = ring.tryClaim(1);
    ring.event(claimed).kind = MediaEvent.Kind.NONE;
    route.simulation.onClockReads(5, () -> ring.publish(claimed, claimed));
    route.run(100 * MS);

    route.mustBePerfect();
    assertEquals(0, route.count(SendCounter.UNRENDERED));
  }

  @Test
  void shouldCountWhatIsNotRenderedInTimeAndGoOn() {
    StraightRoute route = StraightRoute.stereo(144).settle();
    EventRing ring = route.simulation.shard().ring();
    long claimed = ring.tryClaim(1);
    ring.event(claimed).kind = MediaEvent.Kind.NONE;
    route.simulation.passTimeWhenRead(10_000);
    route.run(20 * MS);
    assertTrue(route.count(SendCounter.UNRENDERED) > 0);

    ring.publish(claimed, claimed);
    route.simulation.passTimeWhenRead(0);
    route.run(100 * MS);
    route.listener.reset();
    route.run(100 * MS);
    route.mustBePerfect();
  }

  /** One look at the network for as many packets as fit into half the lead and one more; what comes just in time is in all of them. */
  @ParameterizedTest
  @CsvSource({"6, 30, 2667", "12, 36, 2000", "16, 32, 3000", "48, 48, 1000"})
  void shouldLookAtTheNetworkOnceForSeveralShortPackets(int packetFrames, int linkOffsetFrames, int looks) {
    StraightRoute route = StraightRoute.of(StraightRoute.STEREO, packetFrames, packetFrames, linkOffsetFrames).settle();
    int before = route.simulation.polls();
    route.run(1000 * MS);

    route.mustBePerfect();
    // A poll for each millisecond without one, around the publications, is not more than a few.
    assertEquals(looks, route.simulation.polls() - before, 3);
  }

  /** Routes that a long packet still reads stay closed although a short packet is past the change. */
  @Test
  void shouldCloseWhatALongPacketReadsUntilItsOwnChange() {
    InputSpec input = Plants.input("in", StraightRoute.STEREO, 48, 144);
    List<OutputSpec> outputs =
        List.of(Plants.output("short", StraightRoute.STEREO, 6), Plants.output("long", StraightRoute.STEREO, 240));
    PlantSpec plant = new PlantSpec(List.of(input, input), outputs, List.of(new Crosspoint(1, 0, 0, 0, 1), new Crosspoint(0, 0, 1, 0, 1)));
    InputMeter meter = new InputMeter();
    List<InputMeter> meters = List.of(meter, new InputMeter());
    List<PlaceChange.Input> inputs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      PlacedInput placed = new PlacedInput(input, 500_000, 10 * MS, meters.get(i), new PeakMeter(2, 48_000), null);
      inputs.add(new PlaceChange.Input(i, placed));
    }
    List<TransmitGroup> groups = TransmitGroup.of(plant);
    PlaceStage place = new PlaceStage(2, 2, RouteTable.of(plant, plant.crosspoints()));
    place.apply(
        new PlaceChange(inputs, List.of(new PlaceChange.Group(0, groups.get(0)), new PlaceChange.Group(1, groups.get(1))), 2));
    MediaClock clock = new MediaClock(48000);
    MemorySegment slab = Arena.ofAuto().allocate(512);

    transmit(place, 0, 47_994, 6, clock);
    transmit(place, 1, 47_760, 240, clock);
    MediaEvent change = new MediaEvent();
    change.kind = MediaEvent.Kind.COMMAND;
    change.command = RouteTable.of(plant, List.of(new Crosspoint(1, 0, 0, 0, 1), new Crosspoint(1, 0, 1, 0, 1)));
    change.fromPtpNs = clock.timeOf(48_236);
    place.onEvent(change, slab, 0);
    for (int index = 48_000; index < 48_240; index += 6) {
      transmit(place, 0, index, 6, clock);
    }
    transmit(place, 1, 48_000, 240, clock);

    // The long packet has read input 0 up to 48,236 − 144 and closed it up to its own end.
    MediaEvent packet = new MediaEvent();
    packet.kind = MediaEvent.Kind.PACKET;
    packet.lengthBytes = 12 + 48 * 6;
    packet.arrivalPtpNs = clock.timeOf(48_192);
    RtpPacket.writeHeader(slab, 0, Plants.PAYLOAD_TYPE, 1, 48_048, 1);
    place.onEvent(packet, slab, 0);
    Counters<InputCounter> counters = meter.counters();
    assertEquals(48, counters.get(InputCounter.LATE_FRAMES));
  }

  private static void transmit(PlaceStage place, int group, long firstIndex, int frames, MediaClock clock) {
    MediaEvent event = new MediaEvent();
    event.kind = MediaEvent.Kind.TRANSMIT;
    event.group = group;
    event.firstIndex = firstIndex;
    event.frames = frames;
    event.deadlinePtpNs = clock.timeOf(firstIndex + frames);
    place.onEvent(event, MemorySegment.NULL, 0);
  }
}
