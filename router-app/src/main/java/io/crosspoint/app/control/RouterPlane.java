package io.crosspoint.app.control;

import io.crosspoint.app.source.RunningSources;
import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.engine.RouteControl;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.matrix.Switchover;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.HostClocks;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** The running router. */
public final class RouterPlane implements DataPlane {

  /**
   * From now to the media time of a change, beyond the lead: what a busy host may take to hand the change to every shard. Later than that,
   * shards would begin with it at different frames.
   */
  static final long MARGIN_NS = 3_000_000;

  /** Between a stated time and the first frame that is not before it lies less than a frame. */
  private static final long FRAME_NS = 25_000;

  /** So long a removed stream's port may still be taken. */
  private static final long CLOSING_NS = 500_000_000L;

  private static final long RETRY_NS = 2_000_000L;

  private final Router router;
  private final RouteControl routes;
  private final RunningSources sources;
  private final ClockSource clock;
  private final HostClocks clocks;
  private final long leadNs;
  private long removedNs = System.nanoTime() - CLOSING_NS;

  /** @param router started */
  public RouterPlane(Router router, RunningSources sources, ClockSource clock, HostClocks clocks, long leadNs) {
    this.router = router;
    this.routes = router.routes();
    this.sources = sources;
    this.clock = clock;
    this.clocks = clocks;
    this.leadNs = leadNs;
  }

  private record Submitted(RouteControl.Submission submission, long fromPtpNs) implements Ticket {}

  @Override
  public boolean isReachable(int input, int output) {
    return routes.isReachable(input, output);
  }

  @Override
  public boolean hasRoom() {
    return routes.hasRoom();
  }

  @Override
  public Ticket submit(Map<Integer, List<Crosspoint>> changed, long fadeNs) {
    Switchover when = when(fadeNs);
    return new Submitted(routes.submit(changed, when), when.fromPtpNs());
  }

  private Switchover when(long fadeNs) {
    ClockSnapshot snapshot = clock.snapshot();
    return snapshot.state().isUsable()
        ? new Switchover(snapshot.ptpAtRaw(clocks.rawNs()) + leadNs + MARGIN_NS, fadeNs, snapshot.epoch())
        : Switchover.atOnce();
  }

  @Override
  public boolean isHeld(Ticket ticket) {
    return routes.isHeld(((Submitted) ticket).submission);
  }

  @Override
  public long heldFromPtpNs(Ticket ticket) {
    return routes.heldFromPtpNs(((Submitted) ticket).submission);
  }

  @Override
  public long lateNs(Ticket ticket) {
    long fromPtpNs = ((Submitted) ticket).fromPtpNs;
    long lateNs = fromPtpNs == Long.MIN_VALUE ? 0 : heldFromPtpNs(ticket) - fromPtpNs;
    return lateNs > FRAME_NS ? lateNs : 0;
  }

  @Override
  public void settle() {
    routes.settle(when(0));
  }

  @Override
  public int addInput(InputSpec spec, Optional<SourcePlan> source, List<Integer> readers) {
    int slot = add(() -> router.addInput(spec, readers));
    source.ifPresent(plan -> timeline(slot).ifPresent(timeline -> sources.start(plan, timeline)));
    return slot;
  }

  /** What has just been removed holds its port until nothing of it is in flight, which takes some milliseconds. */
  private int add(IntSupplier stream) {
    while (true) {
      try {
        return stream.getAsInt();
      } catch (IllegalArgumentException refused) {
        throw new NeedsRestart(String.valueOf(refused.getMessage()));
      } catch (UncheckedIOException refused) {
        if (System.nanoTime() - removedNs > CLOSING_NS) {
          throw refused;
        }
        LockSupport.parkNanos(RETRY_NS);
      }
    }
  }

  private Optional<SourceTimeline> timeline(int slot) {
    return router.roster().inputs().stream()
        .filter(input -> input.slot() == slot)
        .flatMap(input -> input.places().stream())
        .flatMap(place -> Stream.ofNullable(place.source()))
        .findFirst();
  }

  @Override
  public boolean isFilled(int input) {
    return router.isFilled(input);
  }

  @Override
  public int addOutput(OutputSpec spec) {
    return add(() -> router.addOutput(spec));
  }

  @Override
  public void removeOutputs(Set<Integer> outputs) {
    router.removeOutputs(outputs);
    removedNs = System.nanoTime();
  }

  @Override
  public void removeInputs(Set<Integer> inputs) {
    inputs.forEach(slot -> timeline(slot).ifPresent(sources::stop));
    router.removeInputs(inputs);
    removedNs = System.nanoTime();
  }
}
