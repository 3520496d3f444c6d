package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.tick.ThreadTuning;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running router: shards, their threads and sockets, on one clock. The clock source is started and closed by its owner.
 *
 * <p><b>Thread:</b> {@link #start} and {@link #close} by one thread; what the shards tell may be read by any.
 */
public final class Router implements AutoCloseable {

  private final PlantSpec plant;
  private final PipelineSpec pipeline;
  private final ClockSource clock;
  private final PacketIo io;
  private final BugLog bugs;
  private final List<RunningShard> shards = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final @Nullable Rehearsal rehearsal;
  private String resampling = "";
  private String startTimes = "";
  private RouteControl routes = new RouteControl(List.of(), List.of());
  private LivePlant live = new LivePlant(List.of(), List.of(), routes);
  private LiveTaps taps = new LiveTaps(List.of());

  public Router(PlantSpec plant, PipelineSpec pipeline, ClockSource clock, PacketIo io) {
    this(plant, pipeline, clock, io, null);
  }

  /** @param rehearsal one that began before; null for {@link #start} to begin it */
  public Router(PlantSpec plant, PipelineSpec pipeline, ClockSource clock, PacketIo io, @Nullable Rehearsal rehearsal) {
    this.plant = plant;
    this.pipeline = pipeline;
    this.clock = clock;
    this.io = io;
    this.rehearsal = rehearsal;
    this.bugs = rehearsal == null ? new BugLog() : rehearsal.bugs();
  }

  /**
   * Opens all sockets, warms up, and starts the threads. Outputs begin by themselves once the clock is usable.
   *
   * @throws java.io.UncheckedIOException naming the stream whose socket cannot be had; nothing is left running then
   */
  public void start() {
    warnings.addAll(ThreadTuning.lockProcessMemory());
    warnings.addAll(ThreadTuning.preferProcess());
    Rehearsal running = rehearsal == null ? Rehearsal.begin(io, pipeline, bugs) : rehearsal;
    try {
      long beginNs = System.nanoTime();
      List<ShardPlan> plans = ShardPlan.divide(plant, pipeline.shards());
      InterpolatorChoice choice = InterpolatorChoice.measure(plant);
      resampling = choice.reason();
      for (ShardPlan plan : plans) {
        WarmUp.run(plan.plant(), pipeline, choice.supplier().get(), bugs);
      }
      long warmNs = System.nanoTime();
      long rehearsalNs = running.join();
      int rehearsed = rehearsal == null ? io.warnings().size() : 0;
      long joinedNs = System.nanoTime();
      begin(plans, choice);
      warnings.addAll(io.warnings().subList(rehearsed, io.warnings().size()));
      startTimes = "warm-up %.2f s, rehearsal %.2f s of which %.2f s were waited for, sockets and threads %.2f s"
          .formatted((warmNs - beginNs) / 1e9, rehearsalNs / 1e9, (joinedNs - warmNs) / 1e9, (System.nanoTime() - joinedNs) / 1e9);
    } catch (RuntimeException failed) {
      running.join();
      close();
      throw failed;
    }
  }

  private void begin(List<ShardPlan> plans, InterpolatorChoice choice) {
    for (int i = 0; i < plans.size(); i++) {
      shards.add(new RunningShard(i, plans.get(i), pipeline, choice.supplier().get(), clock, io, bugs));
    }
    routes = new RouteControl(plans, shards.stream().map(RunningShard::shard).toList());
    taps = new LiveTaps(shards.stream().map(RunningShard::shard).toList());
    live = new LivePlant(plans, shards.stream().map(RunningShard::live).toList(), routes);
    shards.forEach(shard -> warnings.addAll(shard.start()));
  }

  /** What it began with; {@link #roster} tells what it carries now. */
  public PlantSpec plant() {
    return plant;
  }

  /** What the host refused or limited, one sentence each with what to grant; complete after {@link #start}. */
  public List<String> warnings() {
    return Stream.concat(warnings.stream(), live.warnings().stream()).distinct().toList();
  }

  /** With which arithmetic inputs are resampled and why; empty where none are, and before {@link #start}. */
  public String resampling() {
    return resampling;
  }

  /** How long each part of {@link #start} took, in words. */
  public String startTimes() {
    return startTimes;
  }

  /** When the last of the shards went on air, by {@link System#nanoTime}; nothing while one of them has not. */
  public OptionalLong onAirNs() {
    LongSummaryStatistics all = shards.stream().mapToLong(RunningShard::onAirNs).summaryStatistics();
    return all.getCount() == 0 || all.getMin() == TickThread.NOT_ON_AIR ? OptionalLong.empty() : OptionalLong.of(all.getMax());
  }

  /** The shards in order; the list is complete after {@link #start}. */
  public List<RunningShard> shards() {
    return List.copyOf(shards);
  }

  /**
   * The timeline of an input that is a timestamped source, for its one writer; there after {@link #start}.
   *
   * @throws IllegalArgumentException when there is no such source
   */
  public SourceTimeline source(String input) {
    return roster().source(input).orElseThrow(() -> new IllegalArgumentException("no timestamped source is called " + input));
  }

  /** Every stream that is carried now. From any thread. */
  public Roster roster() {
    return live.roster();
  }

  /**
   * Receives another input, or makes room for another timestamped source. Routes can read it as soon as this returns; {@link #isFilled}
   * tells when they hear all of it.
   *
   * @return its slot
   * @throws java.io.UncheckedIOException naming the flow whose socket cannot be had; nothing has changed then
   * @throws IllegalArgumentException when this router cannot carry it without a restart; the message says why
   */
  public int addInput(InputSpec spec) {
    return live.addInput(spec, List.of());
  }

  /** As {@link #addInput(InputSpec)}, in the shard of the first of these outputs, which are going to read it. */
  public int addInput(InputSpec spec, List<Integer> readers) {
    return live.addInput(spec, readers);
  }

  /** Whether a route that is opened now hears an input from its first frame on: a whole link offset of audio is there. */
  public boolean isFilled(int input) {
    return live.isFilled(input);
  }

  /**
   * Sends another output from the next packet boundary on, silent until a route is opened to it.
   *
   * @return its slot
   * @throws java.io.UncheckedIOException naming the flow whose socket cannot be had; nothing has changed then
   * @throws IllegalArgumentException when this router cannot carry it without a restart; the message says why
   */
  public int addOutput(OutputSpec spec) {
    return live.addOutput(spec);
  }

  /** Stops sending outputs, at a packet boundary, and closes their routes; their sockets follow when no packet of them is in flight. */
  public void removeOutputs(Set<Integer> outputs) {
    live.removeOutputs(outputs);
  }

  /**
   * Leaves inputs: at once when nothing hears them, else when what is faded out of them has been settled.
   *
   * @throws IllegalArgumentException when an output is still made of one of them; nothing has changed then
   */
  public void removeInputs(Set<Integer> inputs) {
    live.removeInputs(inputs);
  }

  /** Whether nothing is left of what was removed: no socket, no slot, no memory. */
  public boolean isSettled() {
    return live.isSettled();
  }

  /** What the flight recorders hold, one for each shard; none when {@link PipelineSpec#keepNs} is 0. From any thread. */
  public List<ShardFlight> flights() {
    return live.flights(shards);
  }

  /** Where routes are changed while the router runs; complete after {@link #start}. */
  public RouteControl routes() {
    return routes;
  }

  /** Where inputs and outputs are heard while the router runs; complete after {@link #start}. */
  public LiveTaps taps() {
    return taps;
  }

  /** Rounds that the tick of each shard has done since start; one that stands still for a tenth of a second is stuck. */
  public long[] tickRounds() {
    return shards.stream().mapToLong(RunningShard::tickRounds).toArray();
  }

  public BugLog bugs() {
    return bugs;
  }

  /**
   * Work that may block, for a housekeeping thread about once a second.
   *
   * @param nowNs monotonic time
   */
  public void maintain(long nowNs) {
    shards.forEach(shard -> shard.maintain(nowNs));
    live.tend();
  }

  @Override
  public void close() {
    shards.reversed().forEach(RunningShard::close);
  }
}
