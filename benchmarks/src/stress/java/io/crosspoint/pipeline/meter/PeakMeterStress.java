package io.crosspoint.pipeline.meter;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A reader who sees that a window of peaks is complete sees its peaks. */
@JCStressTest
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "no window is complete yet")
@Outcome(id = {"100", "200"}, expect = Expect.ACCEPTABLE, desc = "the peak of the newest complete window")
@Outcome(expect = Expect.FORBIDDEN, desc = "a window without its peak")
@State
public class PeakMeterStress {

  private final PeakMeter meter = new PeakMeter(1, 48_000);

  @Actor
  public void writer() {
    int[] sample = new int[1];
    for (int i = 1; i <= 3; i++) {
      sample[0] = 100 * i;
      meter.add(sample, 0, 1, (long) i * meter.windowFrames());
    }
  }

  @Actor
  public void reader(I_Result result) {
    long newest = meter.newest();
    result.r1 = newest == PeakMeter.NONE ? -1 : meter.peakSince(0, newest - 1, newest);
  }
}
