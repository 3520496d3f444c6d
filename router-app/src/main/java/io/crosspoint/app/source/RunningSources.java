package io.crosspoint.app.source;

import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.source.AudioSource;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.ClockSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The sources of a running router. Started and closed by one thread; asked by any. */
public final class RunningSources implements AutoCloseable {

  /**
   * One of them.
   *
   * @param plan what the file says
   * @param source what runs
   * @param timeline what it writes
   */
  public record Running(SourcePlan plan, AudioSource source, SourceTimeline timeline) {}

  private final List<SourcePlan> plans;
  private final Supplier<ClockSnapshot> clock;
  private volatile List<Running> running = List.of();

  public RunningSources(List<SourcePlan> plans, Supplier<ClockSnapshot> clock) {
    this.plans = List.copyOf(plans);
    this.clock = clock;
  }

  /** Starts all of them; the router has been started. */
  public void start(Router router) {
    List<Running> started = new ArrayList<>();
    for (SourcePlan plan : plans) {
      SourceTimeline timeline = router.source(plan.input());
      AudioSource source = plan.factory().open(plan.input(), timeline.format(), clock);
      started.add(new Running(plan, source, timeline));
      running = List.copyOf(started);
      source.start(timeline);
    }
  }

  public List<Running> all() {
    return running;
  }

  /** The one behind an input. */
  public Optional<Running> of(String input) {
    return running.stream().filter(one -> one.plan().input().equals(input)).findFirst();
  }

  @Override
  public void close() {
    running.reversed().forEach(one -> one.source().close());
  }
}
