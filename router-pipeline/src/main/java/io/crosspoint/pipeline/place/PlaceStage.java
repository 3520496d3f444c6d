package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.ReadCounts;
import io.crosspoint.pipeline.matrix.RouteSchedule;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.meter.PeakMeter;
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

  private final InputReceiver[] receivers;
  private final PeakMeter[] peaks;
  /** By input; null for those that are streams. */
  private final @Nullable SourceReceiver[] sources;
  private final RouteSchedule routes;
  private final MediaClock[] clocks;
  /** For each group the time of the newest packet's first frame: routes that ended before all of these are read no more. */
  private final long[] reachedPtpNs;
  /** For each group what its outputs read, now or by a pending change. */
  private final ReadCounts[] reads;
  /** For each group the inputs whose frames its TRANSMIT closes, and how many they are. */
  private final int[][] closes;

  private final int[] closing;
  /** For each input the groups of its rate: whoever of them reads it closes it, and the first one when none does. */
  private final int[][] groupsOfRate;

  /**
   * @param leadNs how long before its deadline a TRANSMIT is published
   * @param aheadNs how far this stage may run ahead of render
   * @param meters one for each input
   * @param peaks one for each input
   * @param timelines of the inputs that are timestamped sources; null for those that are streams
   */
  public PlaceStage(
      PlantSpec plant,
      List<TransmitGroup> groups,
      long leadNs,
      long aheadNs,
      List<InputMeter> meters,
      List<PeakMeter> peaks,
      List<@Nullable SourceTimeline> timelines) {
    int inputs = plant.inputs().size();
    RouteTable initial = RouteTable.of(plant, plant.crosspoints());
    this.peaks = peaks.toArray(PeakMeter[]::new);
    this.routes = new RouteSchedule(initial);
    this.reads = groups.stream().map(group -> new ReadCounts(group, inputs)).toArray(ReadCounts[]::new);
    this.closes = new int[groups.size()][inputs];
    this.closing = new int[groups.size()];
    this.groupsOfRate =
        plant.inputs().stream()
            .map(input -> IntStream.range(0, groups.size()).filter(g -> groups.get(g).rateHz() == input.format().rateHz()).toArray())
            .toArray(int[][]::new);
    this.clocks = groups.stream().map(group -> new MediaClock(group.rateHz())).toArray(MediaClock[]::new);
    this.reachedPtpNs = new long[groups.size()];
    Arrays.fill(reachedPtpNs, Long.MIN_VALUE);
    RtpPacket packet = new RtpPacket();
    this.receivers =
        IntStream.range(0, inputs)
            .mapToObj(i -> new InputReceiver(plant.inputs().get(i), leadNs, aheadNs, packet, meters.get(i), peaks.get(i)))
            .toArray(InputReceiver[]::new);
    this.sources = new SourceReceiver[receivers.length];
    for (int i = 0; i < sources.length; i++) {
      SourceSpec settings = plant.inputs().get(i).source();
      SourceTimeline timeline = timelines.get(i);
      if (settings != null && timeline != null) {
        sources[i] = new SourceReceiver(plant.inputs().get(i), settings, aheadNs, timeline);
      }
    }
    count(initial, true);
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
          RouteTable before = routes.add(table, event.fromPtpNs, event.clockEpoch);
          boolean isChanged = count(table, true);
          isChanged |= before != null && count(before, false);
          if (isChanged) {
            findWhatGroupsClose();
          }
        }
      }
      case NONE -> {}
    }
  }

  private void onAudio(MediaEvent event, MemorySegment slab) {
    SourceReceiver source = sources[event.input];
    if (source != null) {
      source.onAudio(event, slab);
      if (event.frames > 0) {
        InputReceiver.measure(peaks[event.input], source.timeline(), event.firstIndex, event.frames);
      }
    }
  }

  private void onTransmit(MediaEvent event) {
    int[] closed = closes[event.group];
    for (int i = 0; i < closing[event.group]; i++) {
      SourceReceiver source = sources[closed[i]];
      if (source == null) {
        receivers[closed[i]].onTransmit(event.firstIndex + event.frames, event.frames, event.clockEpoch);
      } else {
        source.onTransmit(event);
      }
    }
    reachedPtpNs[event.group] = clocks[event.group].timeOf(event.firstIndex);
    long reachedByAllPtpNs = reachedByAllPtpNs();
    boolean isChanged = false;
    while (routes.isDue(reachedByAllPtpNs, event.clockEpoch)) {
      isChanged |= count(routes.next(), false);
    }
    if (isChanged) {
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

  /** Counts a table in or out; returns whether it makes a difference to what is read. */
  private boolean count(RouteTable table, boolean isAdded) {
    boolean isChanged = false;
    for (ReadCounts group : reads) {
      isChanged |= isAdded ? group.add(table) : group.remove(table);
    }
    return isChanged;
  }

  /** A group closes what its outputs read, now or by a pending change; what none of its rate reads is closed by a group of that rate. */
  private void findWhatGroupsClose() {
    Arrays.fill(closing, 0);
    for (int input = 0; input < receivers.length; input++) {
      boolean isRead = false;
      for (int group : groupsOfRate[input]) {
        if (reads[group].reads(input)) {
          closes[group][closing[group]++] = input;
          isRead = true;
        }
      }
      if (!isRead) {
        int group = groupsOfRate[input][0];
        closes[group][closing[group]++] = input;
      }
    }
  }
}
