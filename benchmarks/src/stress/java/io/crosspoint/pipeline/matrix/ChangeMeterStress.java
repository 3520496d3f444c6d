package io.crosspoint.pipeline.matrix;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Whoever learns that a change of routes holds learns from when. */
@JCStressTest
@Outcome(id = {"0, [0123]", "1, [123]", "2, [23]", "3, 3"}, expect = Expect.ACCEPTABLE, desc = "with its time, and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a change without its time, or an older one after a newer one")
@State
public class ChangeMeterStress {

  private final ChangeMeter meter = new ChangeMeter();

  @Actor
  public void renderer() {
    for (int i = 1; i <= 3; i++) {
      meter.hold(i, 100 * i);
    }
  }

  @Actor
  public void control(II_Result result) {
    result.r1 = newest();
    result.r2 = newest();
  }

  private int newest() {
    int number = (int) meter.number();
    return number == 0 || meter.heldFromPtpNs(number) == 100 * number ? number : -1;
  }
}
