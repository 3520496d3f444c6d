package io.crosspoint.benchmarks.stress;

import io.crosspoint.ptp.clock.SequenceLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Plain values behind the lock: what a reader may use is of one write. */
@JCStressTest
@Outcome(id = {"0, 0, 0", "1, 1, 1", "2, 2, 2"}, expect = Expect.ACCEPTABLE, desc = "whole")
@Outcome(id = "-1, -1, -1", expect = Expect.ACCEPTABLE, desc = "refused, because the writer was at it")
@Outcome(expect = Expect.FORBIDDEN, desc = "parts of two writes")
@State
public class SequenceLockStress {

  private final SequenceLock lock = new SequenceLock();
  private int first;
  private int second;
  private int third;

  @Actor
  public void writer() {
    for (int i = 1; i <= 2; i++) {
      lock.beginWrite();
      first = i;
      second = i;
      third = i;
      lock.endWrite();
    }
  }

  @Actor
  public void reader(III_Result result) {
    long begun = lock.beginRead();
    // Against the order of the writer, so that parts of two writes are likely to be met.
    int newThird = third;
    int newSecond = second;
    int newFirst = first;
    boolean isWhole = lock.isWhole(begun);
    result.r1 = isWhole ? newFirst : -1;
    result.r2 = isWhole ? newSecond : -1;
    result.r3 = isWhole ? newThird : -1;
  }
}
