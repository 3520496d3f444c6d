package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.RouteSchedule;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of every packet on its input's timeline, and closes frames as TRANSMIT events pass: what comes behind one that has read
 * a frame is late for it, whatever any clock says.
 */
public final class PlaceStage implements Stage {

  private final PlantSpec plant;
  private final List<TransmitGroup> groups;
  private final InputReceiver[] receivers;
  /** By input; null for those that are streams. */
  private final @Nullable SourceReceiver[] sources;
  private final RouteSchedule routes;
  private final MediaClock[] clocks;
  /** For each group the time of the newest packet's first frame: routes that ended before all of these are read no more. */
  private final long[] reachedPtpNs;
  /** For each group the inputs whose frames its TRANSMIT closes. */
  private final int[][] closes;

  /**
   * @param leadNs how long before its deadline a TRANSMIT is published
   * @param aheadNs how far this stage may run ahead of render
   * @param meters one for each input
   * @param timelines of the inputs that are timestamped sources; null for those that are streams
   */
  public PlaceStage(
      PlantSpec plant,
      List<TransmitGroup> groups,
      long leadNs,
      long aheadNs,
      List<InputMeter> meters,
      List<@Nullable SourceTimeline> timelines) {
    this.plant = plant;
    this.groups = groups;
    this.routes = new RouteSchedule(RouteTable.of(plant, plant.crosspoints()));
    this.closes = new int[groups.size()][];
    this.clocks = groups.stream().map(group -> new MediaClock(group.rateHz())).toArray(MediaClock[]::new);
    this.reachedPtpNs = new long[groups.size()];
    Arrays.fill(reachedPtpNs, Long.MIN_VALUE);
    RtpPacket packet = new RtpPacket();
    this.receivers =
        IntStream.range(0, plant.inputs().size())
            .mapToObj(i -> new InputReceiver(plant.inputs().get(i), leadNs, aheadNs, packet, meters.get(i)))
            .toArray(InputReceiver[]::new);
    this.sources = new SourceReceiver[receivers.length];
    for (int i = 0; i < sources.length; i++) {
      SourceSpec settings = plant.inputs().get(i).source();
      SourceTimeline timeline = timelines.get(i);
      if (settings != null && timeline != null) {
        sources[i] = new SourceReceiver(plant.inputs().get(i), settings, aheadNs, timeline);
      }
    }
    findWhatGroupsClose();
  }

  /** The timeline that an input's packets are written to. */
  public Timeline timeline(int input) {
    SourceReceiver source = sources[input];
    return source == null ? receivers[input].timeline() : source.timeline();
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    switch (event.kind) {
      case PACKET -> receivers[event.input].onPacket(event, slab, offset);
      case AUDIO -> onAudio(event, slab);
      case TRANSMIT -> onTransmit(event);
      case COMMAND -> {
        if (event.command instanceof RouteTable table) {
          routes.add(table, event.fromPtpNs);
          findWhatGroupsClose();
        }
      }
      case NONE -> {}
    }
  }

  private void onAudio(MediaEvent event, MemorySegment slab) {
    SourceReceiver source = sources[event.input];
    if (source != null) {
      source.onAudio(event, slab);
    }
  }

  private void onTransmit(MediaEvent event) {
    for (int input : closes[event.group]) {
      SourceReceiver source = sources[input];
      if (source == null) {
        receivers[input].onTransmit(event.firstIndex + event.frames, event.frames, event.clockEpoch);
      } else {
        source.onTransmit(event);
      }
    }
    reachedPtpNs[event.group] = clocks[event.group].timeOf(event.firstIndex);
    if (routes.advanceTo(reachedByAllPtpNs())) {
      findWhatGroupsClose();
    }
  }

  private long reachedByAllPtpNs() {
    long least = Long.MAX_VALUE;
    for (long reached : reachedPtpNs) {
      least = Math.min(least, reached);
    }
    return least;
  }

  /** A group closes what its outputs read, now or by a pending change; what none of its rate reads is closed by a group of that rate. */
  private void findWhatGroupsClose() {
    for (int g = 0; g < closes.length; g++) {
      int group = g;
      closes[g] = IntStream.range(0, receivers.length).filter(input -> isClosedBy(group, input)).toArray();
    }
  }

  private boolean isClosedBy(int group, int input) {
    int rateHz = plant.inputs().get(input).format().rateHz();
    if (groups.get(group).rateHz() == rateHz && routes.reads(input, groups.get(group).outputs())) {
      return true;
    }
    boolean isRouted = groups.stream().anyMatch(other -> other.rateHz() == rateHz && routes.reads(input, other.outputs()));
    int firstOfRate = IntStream.range(0, groups.size()).filter(g -> groups.get(g).rateHz() == rateHz).findFirst().orElseThrow();
    return !isRouted && firstOfRate == group;
  }
}
