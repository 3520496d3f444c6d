package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.ReadCounts;
import io.crosspoint.pipeline.matrix.RouteSchedule;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Timelines;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings every input onto the router's clock, at the rate of whoever reads it. An input on the clock already, read at its own rate, is the
 * very timeline that place wrote, untouched; any other is converted into a timeline of its own, as far as each TRANSMIT reads.
 */
public final class ConvertStage implements Stage, Timelines {

  /** What an input may keep beyond its link offset: early packets, and packets that are long. */
  private static final long HISTORY_NS = 60_000_000;

  /** By how much outputs of one rate may differ in when they are rendered: their packet times. */
  private static final long REACH_NS = 40_000_000;

  private final List<Timeline> placed;
  private final SourceStream[] sources;
  private final List<TransmitGroup> groups;
  /** By group and input, null where the input needs no conversion for the group. */
  private final @Nullable InputConverter[][] convertersOf;
  private final MediaClock[] clocks;
  /** By group: each reads as far back as its packets are long. */
  private final RouteSchedule[] routes;
  /** By the nominal rate of senders on clocks of their own. */
  private final Map<Integer, SenderClocks> senders = new HashMap<>();
  private final Map<Converted, InputConverter> converters = new HashMap<>();
  /** By group what its outputs read, now or by a pending change. */
  private final ReadCounts[] reads;
  /** By group the converters that its outputs read, and how many they are. */
  private final @Nullable InputConverter[][] feeds;

  private final int[] feeding;

  private int epoch;
  private boolean hasClock;
  private long deadlinePtpNs;
  private long deadlineRawNs;

  private record Converted(int input, int rateHz) {}

  private record Rates(int fromHz, int toHz) {}

  /**
   * @param placed the timeline of each input, as place writes it
   * @param aheadNs how far this stage may run ahead of render
   * @param meters one for each input
   * @param interpolator of this stage's thread
   */
  public ConvertStage(
      PlantSpec plant,
      List<TransmitGroup> groups,
      List<Timeline> placed,
      long aheadNs,
      List<ConvertMeter> meters,
      Interpolator interpolator) {
    this.placed = List.copyOf(placed);
    this.groups = groups;
    RouteTable initial = RouteTable.of(plant, plant.crosspoints());
    this.routes = groups.stream().map(group -> new RouteSchedule(initial)).toArray(RouteSchedule[]::new);
    this.clocks = groups.stream().map(group -> new MediaClock(group.rateHz())).toArray(MediaClock[]::new);
    this.sources = new SourceStream[plant.inputs().size()];
    int inputs = plant.inputs().size();
    this.feeds = new @Nullable InputConverter[groups.size()][inputs];
    this.feeding = new int[groups.size()];
    this.convertersOf = new @Nullable InputConverter[groups.size()][inputs];
    this.reads = groups.stream().map(group -> new ReadCounts(group, inputs)).toArray(ReadCounts[]::new);
    Map<Rates, Kernel> kernels = new HashMap<>();
    List<Integer> rates = groups.stream().filter(group -> !group.outputs().isEmpty()).map(TransmitGroup::rateHz).distinct().toList();
    for (InputSpec input : plant.inputs()) {
      rates.stream()
          .filter(toHz -> isPossible(input, toHz))
          .map(toHz -> new Rates(input.format().rateHz(), toHz))
          .forEach(rate -> kernels.computeIfAbsent(rate, pair -> Kernel.between(pair.fromHz, pair.toHz)));
    }
    for (int i = 0; i < sources.length; i++) {
      InputSpec input = plant.inputs().get(i);
      int fromHz = input.format().rateHz();
      List<Integer> converted = rates.stream().filter(toHz -> isPossible(input, toHz)).toList();
      int aheadFrames = input.source() == null ? 0 : input.source().windowFrames();
      int historyFrames = framesIn(HISTORY_NS, fromHz) + input.linkOffsetFrames() + aheadFrames;
      SenderClocks ofRate = input.isRecovered() ? senders.computeIfAbsent(fromHz, rate -> sendersOf(plant, rate, kernels)) : null;
      sources[i] = new SourceStream(input, !converted.isEmpty(), historyFrames, ofRate, meters.get(i));
      for (int toHz : converted) {
        int frames = longestPacket(toHz) + framesIn(2 * aheadNs, toHz);
        Kernel kernel = Objects.requireNonNull(kernels.get(new Rates(fromHz, toHz)));
        converters.put(new Converted(i, toHz), new InputConverter(sources[i], toHz, kernel, interpolator, frames, meters.get(i)));
      }
    }
    connect(initial);
  }

  private void connect(RouteTable initial) {
    for (int group = 0; group < feeds.length; group++) {
      for (int input = 0; input < sources.length; input++) {
        convertersOf[group][input] = converters.get(new Converted(input, groups.get(group).rateHz()));
      }
      reads[group].add(initial);
      findFeeds(group);
    }
  }

  /** The clocks that senders of a nominal rate can have, with a reading for each rate that such an input is converted to. */
  private static SenderClocks sendersOf(PlantSpec plant, int fromHz, Map<Rates, Kernel> kernels) {
    List<InputSpec> inputs = plant.inputs().stream().filter(input -> input.isRecovered() && input.format().rateHz() == fromHz).toList();
    int furthest = inputs.stream().mapToInt(InputSpec::linkOffsetFrames).max().orElse(0);
    List<SenderReading.Spec> readings = new ArrayList<>();
    kernels.forEach((pair, kernel) -> {
      if (pair.fromHz == fromHz) {
        int reachFrames = (int) ((long) furthest * pair.toHz / fromHz) + framesIn(REACH_NS, pair.toHz);
        readings.add(new SenderReading.Spec(fromHz, pair.toHz, kernel, reachFrames));
      }
    });
    return new SenderClocks(fromHz, inputs.size(), readings);
  }

  private static boolean isPossible(InputSpec input, int toHz) {
    return input.isConvertedFor(toHz) && Kernel.isSupported(input.format().rateHz()) && Kernel.isSupported(toHz);
  }

  private int longestPacket(int rateHz) {
    return groups.stream().filter(group -> group.rateHz() == rateHz).mapToInt(TransmitGroup::packetFrames).max().orElseThrow();
  }

  private static int framesIn(long durationNs, int rateHz) {
    return (int) (durationNs * rateHz / 1_000_000_000L);
  }

  /** Frames that outputs of a rate read. */
  @Override
  public Timeline timeline(int input, int rateHz) {
    InputConverter converter = converters.get(new Converted(input, rateHz));
    return converter == null ? placed.get(input) : converter.timeline();
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    switch (event.kind) {
      case PACKET -> {
        if (event.frames > 0) {
          sources[event.input].onPacket(event, slab);
        }
      }
      case AUDIO -> sources[event.input].onAudio(event, slab);
      case TRANSMIT -> onTransmit(event);
      case COMMAND -> {
        if (event.command instanceof RouteTable table) {
          for (int group = 0; group < routes.length; group++) {
            add(group, table, event);
          }
        }
      }
      case NONE -> {}
    }
  }

  private void onTransmit(MediaEvent event) {
    if (!hasClock || event.clockEpoch != epoch) {
      onEpoch(event);
    }
    RouteSchedule schedule = routes[event.group];
    boolean isChanged = false;
    while (schedule.isDue(clocks[event.group].timeOf(event.firstIndex), event.clockEpoch)) {
      isChanged |= reads[event.group].remove(schedule.next());
    }
    if (isChanged) {
      findFeeds(event.group);
    }
    deadlinePtpNs = event.deadlinePtpNs;
    deadlineRawNs = event.deadlineRawNs;
    for (int i = 0; i < feeding[event.group]; i++) {
      InputConverter converter = feeds[event.group][i];
      if (converter != null) {
        converter.onTransmit(event);
      }
    }
  }

  private void add(int group, RouteTable table, MediaEvent event) {
    RouteTable before = routes[group].add(table, event.fromPtpNs, event.clockEpoch);
    boolean isChanged = reads[group].add(table);
    isChanged |= before != null && reads[group].remove(before);
    if (isChanged) {
      findFeeds(group);
    }
  }

  private void findFeeds(int group) {
    int count = 0;
    for (int input = 0; input < sources.length; input++) {
      InputConverter converter = convertersOf[group][input];
      if (converter != null && reads[group].reads(input)) {
        feeds[group][count++] = converter;
      }
    }
    feeding[group] = count;
  }

  /** The plant's clock was set: by what PTP time has moved beyond what the host's own oscillator has. */
  private void onEpoch(MediaEvent event) {
    if (hasClock) {
      long stepNs = event.deadlinePtpNs - deadlinePtpNs - (event.deadlineRawNs - deadlineRawNs);
      for (SourceStream source : sources) {
        source.onClockStep(stepNs);
      }
      for (SenderClocks ofRate : senders.values()) {
        ofRate.onClockEpoch();
      }
    }
    hasClock = true;
    epoch = event.clockEpoch;
  }
}
