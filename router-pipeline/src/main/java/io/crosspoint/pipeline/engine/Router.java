package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.tick.ThreadTuning;
import java.util.ArrayList;
import java.util.List;

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
  private final BugLog bugs = new BugLog();
  private final List<RunningShard> shards = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private String resampling = "";
  private RouteControl routes = new RouteControl(List.of(), List.of());

  public Router(PlantSpec plant, PipelineSpec pipeline, ClockSource clock, PacketIo io) {
    this.plant = plant;
    this.pipeline = pipeline;
    this.clock = clock;
    this.io = io;
  }

  /**
   * Opens all sockets, warms up, and starts the threads. Outputs begin by themselves once the clock is usable.
   *
   * @throws java.io.UncheckedIOException naming the stream whose socket cannot be had; nothing is left running then
   */
  public void start() {
    try {
      WarmUp.meetEverySegmentKind();
      warnings.addAll(ThreadTuning.lockProcessMemory());
      warnings.addAll(ThreadTuning.preferProcess());
      List<ShardPlan> plans = ShardPlan.divide(plant, pipeline.shards());
      InterpolatorChoice choice = InterpolatorChoice.measure(plant);
      resampling = choice.reason();
      for (ShardPlan plan : plans) {
        WarmUp.run(plan.plant(), pipeline.leadNs(), choice.supplier().get(), bugs);
      }
      Rehearsal.run(io, pipeline.leadNs(), bugs);
      int rehearsed = io.warnings().size();
      for (int i = 0; i < plans.size(); i++) {
        shards.add(new RunningShard(i, plans.get(i), pipeline, choice.supplier().get(), clock, io, bugs));
      }
      routes = new RouteControl(plans, shards.stream().map(RunningShard::shard).toList());
      shards.forEach(shard -> warnings.addAll(shard.start()));
      warnings.addAll(io.warnings().subList(rehearsed, io.warnings().size()));
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  public PlantSpec plant() {
    return plant;
  }

  /** What the host refused or limited, one sentence each with what to grant; complete after {@link #start}. */
  public List<String> warnings() {
    return warnings.stream().distinct().toList();
  }

  /** With which arithmetic inputs are resampled and why; empty where none are, and before {@link #start}. */
  public String resampling() {
    return resampling;
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
    return shards.stream()
        .flatMap(shard -> shard.source(input).stream())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no timestamped source is called " + input));
  }

  /** Where routes are changed while the router runs; complete after {@link #start}. */
  public RouteControl routes() {
    return routes;
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
  }

  @Override
  public void close() {
    shards.reversed().forEach(RunningShard::close);
  }
}
