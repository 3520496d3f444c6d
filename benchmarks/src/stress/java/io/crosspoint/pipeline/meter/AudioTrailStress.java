package io.crosspoint.pipeline.meter;

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader of a trail has the frames it asked for or is told that they are gone, and sees every frame that it sees counted. */
@JCStressTest
@Outcome(id = {"[01], [12]"}, expect = Expect.ACCEPTABLE, desc = "whole, or known to be gone")
@Outcome(expect = Expect.FORBIDDEN, desc = "frames of two laps, or counted and not there")
@State
public class AudioTrailStress {

  private final AudioTrail trail = new AudioTrail(1, 48_000);
  private final int[] copy = new int[2];

  /** Full to the last frame: what is added next overwrites the oldest. */
  public AudioTrailStress() {
    int[] ones = new int[trail.capacityFrames() / 2];
    Arrays.fill(ones, 1);
    trail.add(ones, 0, ones.length);
    trail.add(ones, 0, ones.length);
  }

  @Actor
  public void writer() {
    trail.add(new int[] {2, 2}, 0, 2);
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = trail.read(0, 2, copy) ? valueOf(copy[0], copy[1]) : 0;
    long written = trail.written();
    boolean isThere = trail.read(written - 2, 2, copy);
    int expected = written == trail.capacityFrames() ? 1 : 2;
    result.r2 = isThere && valueOf(copy[0], copy[1]) == expected ? expected : -1;
  }

  private static int valueOf(int first, int second) {
    return first == second ? first : -1;
  }
}
