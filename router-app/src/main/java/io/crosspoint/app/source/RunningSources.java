package io.crosspoint.app.source;

import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.source.AudioSource;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.ClockSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The sources of a running router. Started by one thread, then changed by the control thread; closed when that has ended; asked by any. */
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
    plans.forEach(plan -> start(plan, router.source(plan.input())));
  }

  /** Starts another one. */
  public void start(SourcePlan plan, SourceTimeline timeline) {
    AudioSource source = plan.factory().open(plan.input(), timeline.format(), clock);
    List<Running> more = new ArrayList<>(running);
    more.add(new Running(plan, source, timeline));
    running = List.copyOf(more);
    source.start(timeline);
  }

  /** Ends the one that writes a timeline; waits a second at most. */
  public void stop(SourceTimeline timeline) {
    List<Running> fewer = new ArrayList<>(running);
    fewer.removeIf(one -> one.timeline() == timeline);
    running.stream().filter(one -> one.timeline() == timeline).forEach(one -> one.source().close());
    running = List.copyOf(fewer);
  }

  public List<Running> all() {
    return running;
  }

  /** The one behind an input; the newer one while it takes the place of another. */
  public Optional<Running> of(String input) {
    return running.reversed().stream().filter(one -> one.plan().input().equals(input)).findFirst();
  }

  @Override
  public void close() {
    running.reversed().forEach(one -> one.source().close());
  }
}
