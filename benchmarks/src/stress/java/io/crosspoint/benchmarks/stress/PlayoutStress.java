package io.crosspoint.benchmarks.stress;

import io.crosspoint.pipeline.source.Playout;
import io.crosspoint.pipeline.source.PlayoutSnapshot;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader of the playout snapshot sees all values of one publication, and never an older one after a newer one. */
@JCStressTest
@Outcome(id = {"0, 0", "0, [123]", "1, [123]", "2, [23]", "3, 3"}, expect = Expect.ACCEPTABLE, desc = "whole, and in order")
@Outcome(id = "-1, .*|.*, -1", expect = Expect.FORBIDDEN, desc = "parts of two publications")
@Outcome(expect = Expect.FORBIDDEN, desc = "an older one after a newer one")
@State
public class PlayoutStress {

  private final Playout playout = new Playout();

  @Actor
  public void transmitter() {
    for (int i = 1; i <= 3; i++) {
      playout.publish(i, i, i, i, i, i);
    }
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = read();
    result.r2 = read();
  }

  private int read() {
    PlayoutSnapshot snapshot = playout.snapshot();
    if (snapshot == null) {
      return 0;
    }
    int epoch = snapshot.epoch();
    boolean isWhole =
        snapshot.consumedIndex() == epoch && snapshot.monotonicNs() == epoch && snapshot.rawNs() == epoch && snapshot.ptpNs() == epoch
            && snapshot.steppedNs() == epoch;
    return isWhole ? epoch : -1;
  }
}
