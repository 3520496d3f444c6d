package io.crosspoint.pipeline.event;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.Sequence;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two publishers and the stages: every event is whole with its bytes, each publisher's are in order, and no slot is claimed before it is free. */
@JCStressTest
@Outcome(id = {"0, 0", "1, 0", "0, 1", "1, 1", "2, [01]"}, expect = Expect.ACCEPTABLE, desc = "so many of each, whole and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "half an event, or an older one after a newer one")
@State
public class EventRingStress {

  private final EventRing ring = new EventRing(2, 64, new BusySpinWaitStrategy());
  private final Sequence stages = new Sequence();

  public EventRingStress() {
    ring.disruptor().addGatingSequences(stages);
  }

  @Actor
  public void receive() {
    publish(1, 1);
    publish(1, 2);
  }

  @Actor
  public void control() {
    publish(2, 1);
  }

  private void publish(int publisher, int number) {
    long sequence = ring.tryClaim(1);
    if (sequence >= 0) {
      MediaEvent event = ring.event(sequence);
      event.input = publisher;
      event.firstIndex = number;
      ring.slab().set(ValueLayout.JAVA_INT, ring.slabOffset(sequence), 10 * publisher + number);
      ring.publish(sequence, sequence);
    }
  }

  @Actor
  public void stages(II_Result result) {
    int received = 0;
    int commanded = 0;
    long next = 0;
    for (int look = 0; look < 2; look++) {
      for (; ring.disruptor().isAvailable(next); next++) {
        MediaEvent event = ring.event(next);
        int bytes = ring.slab().get(ValueLayout.JAVA_INT, ring.slabOffset(next));
        boolean isWhole = bytes == 10 * event.input + event.firstIndex;
        if (event.input == 1) {
          received = isWhole && event.firstIndex == received + 1 ? received + 1 : -9;
        } else {
          commanded = isWhole ? commanded + 1 : -9;
        }
      }
      stages.set(next - 1);
    }
    result.r1 = received;
    result.r2 = commanded;
  }
}
