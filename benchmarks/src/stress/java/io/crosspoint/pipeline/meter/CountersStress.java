package io.crosspoint.pipeline.meter;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader of a one-writer counter, or of a gauge, sees a number that stood there, and never an older one after a newer one. */
@JCStressTest
@Outcome(id = {"0, [0123]", "1, [123]", "2, [23]", "3, 3"}, expect = Expect.ACCEPTABLE, desc = "untorn, and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a number, or an older one after a newer one")
@State
public class CountersStress {

  /** Both halves of the word change with every step. */
  private static final long STEP = (1L << 32) + 1;

  /** The one cell. */
  public enum Cell implements Counter {
    STEPS;

    @Override
    public String metricName() {
      return "steps";
    }

    @Override
    public String help() {
      return "Steps.";
    }
  }

  private final Counters<Cell> counters = new Counters<>(Cell.class);
  private final Gauges<Cell> gauges = new Gauges<>(Cell.class);

  @Actor
  public void writer() {
    for (int i = 1; i <= 3; i++) {
      counters.add(Cell.STEPS, STEP);
      gauges.set(Cell.STEPS, i * STEP);
    }
  }

  @Actor
  public void reader(II_Result result) {
    int first = step(gauges.get(Cell.STEPS));
    result.r1 = step(counters.get(Cell.STEPS));
    result.r2 = first < 0 || step(gauges.get(Cell.STEPS)) < first ? -1 : step(counters.get(Cell.STEPS));
  }

  private static int step(long value) {
    return value % STEP == 0 ? (int) (value / STEP) : -1;
  }
}
