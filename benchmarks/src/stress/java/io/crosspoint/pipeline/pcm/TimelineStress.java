package io.crosspoint.pipeline.pcm;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Render counts frames while place goes on, and jumps: what was written before is there, and what was never written never is. The
 * beginning of one run and the end of the next would hold it.
 */
@JCStressTest
@Outcome(id = "10, 0", expect = Expect.ACCEPTABLE, desc = "what was written is there, the rest is not")
@Outcome(expect = Expect.FORBIDDEN, desc = "a run made of two")
@State
public class TimelineStress {

  private static final int FRAMES = 10;

  private final Timeline timeline = new Timeline(1, 64);
  private final int[] frames = new int[FRAMES];

  public TimelineStress() {
    timeline.writeSamples(980, FRAMES, 1, frames);
  }

  @Actor
  public void place() {
    timeline.writeSamples(1000, FRAMES, 1, frames);
    timeline.writeSamples(1010, FRAMES, 2, frames);
    timeline.writeSamples(1020, FRAMES, 1, frames);
  }

  @Actor
  public void render(II_Result result) {
    result.r1 = timeline.countHeld(980, FRAMES, 1);
    result.r2 = timeline.countHeld(990, FRAMES, 1);
  }
}
