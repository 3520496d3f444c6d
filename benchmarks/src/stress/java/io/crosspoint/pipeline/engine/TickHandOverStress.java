package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.BusySpinWaitStrategy;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.source.SourceIntake;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What the tick publishes under a plan stands on the ring behind the command that came with the plan; and it tells which plan it follows. */
@JCStressTest
@Outcome(id = {"1, [01]", "2, [02]"}, expect = Expect.ACCEPTABLE, desc = "the command, then what needs it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a packet of a plan that no stage knows yet")
@State
public class TickHandOverStress {

  private final EventRing ring = new EventRing(4, 64, new BusySpinWaitStrategy());
  private final TickHandOver handOver = new TickHandOver(plan(1));

  private static TickPlan plan(long number) {
    return new TickPlan(number, List.of(), List.of(), new SourceIntake.Carried(Map.of()));
  }

  @Actor
  public void control(II_Result result) {
    long sequence = ring.tryClaim(1);
    ring.event(sequence).kind = MediaEvent.Kind.COMMAND;
    ring.publish(sequence, sequence);
    handOver.handOver(plan(2));
    result.r2 = (int) handOver.drained();
  }

  @Actor
  public void tick() {
    TickPlan plan = handOver.plan();
    long sequence = ring.tryClaim(1);
    ring.event(sequence).kind = MediaEvent.Kind.TRANSMIT;
    ring.event(sequence).firstIndex = plan.number;
    ring.publish(sequence, sequence);
    handOver.drained(plan.number);
  }

  @Arbiter
  public void stages(II_Result result) {
    boolean isCommanded = false;
    for (long sequence = 0; sequence < 2; sequence++) {
      MediaEvent event = ring.event(sequence);
      isCommanded |= event.kind == MediaEvent.Kind.COMMAND;
      if (event.kind == MediaEvent.Kind.TRANSMIT) {
        result.r1 = event.firstIndex == 2 && !isCommanded ? -1 : (int) event.firstIndex;
      }
    }
  }
}
