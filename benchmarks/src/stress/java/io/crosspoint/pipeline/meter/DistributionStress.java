package io.crosspoint.pipeline.meter;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Whoever reads a histogram while it is written sees no bucket shrink, and a quantile that is one of the values. */
@JCStressTest
@Outcome(id = {"0", "1", "2"}, expect = Expect.ACCEPTABLE, desc = "so many values, in their buckets")
@Outcome(expect = Expect.FORBIDDEN, desc = "a bucket that shrank, or a value that was never recorded")
@State
public class DistributionStress {

  private static final long[] BOUNDS = {-1, 5, 9};

  private final Distribution distribution = new Distribution();
  private final long[] before = new long[BOUNDS.length + 1];
  private final long[] after = new long[BOUNDS.length + 1];

  @Actor
  public void writer() {
    distribution.record(5);
    distribution.record(9);
  }

  @Actor
  public void reader(I_Result result) {
    distribution.countsAtOrBelow(BOUNDS, before);
    long quantile = distribution.quantileNs(1);
    distribution.countsAtOrBelow(BOUNDS, after);
    boolean isGrowing = true;
    for (int i = 0; i < before.length; i++) {
      isGrowing &= before[i] <= after[i] && (i == 0 || before[i - 1] <= before[i]);
    }
    boolean isRecorded = quantile == 5 || quantile == 9 || quantile == 0 && before[BOUNDS.length] == 0;
    result.r1 = isGrowing && isRecorded ? (int) after[BOUNDS.length] : -1;
  }
}
