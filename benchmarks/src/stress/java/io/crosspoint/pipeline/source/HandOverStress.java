package io.crosspoint.pipeline.source;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What a source's writer hands over comes whole and in order, and a cell is not filled again before it was taken. */
@JCStressTest
@Outcome(id = {"0, 0", "1, 0", "1, 2"}, expect = Expect.ACCEPTABLE, desc = "whole, and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a cell, or another one")
@State
public class HandOverStress {

  private final HandOver handOver = new HandOver(1, 2, 2);
  private final MemorySegment copy = Arena.ofAuto().allocate(8, 8);

  @Actor
  public void writer() {
    int[] samples = new int[2];
    for (int i = 1; i <= 4; i++) {
      if (handOver.freeCells() > 0) {
        samples[0] = i;
        samples[1] = i;
        handOver.put(i, 2, i, samples, 0);
        handOver.release();
      }
    }
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = take();
    result.r2 = result.r1 == 0 ? 0 : take();
  }

  private int take() {
    if (handOver.available() == 0) {
      return 0;
    }
    handOver.copyTo(0, copy, 0);
    int first = copy.get(ValueLayout.JAVA_INT, 0);
    int second = copy.get(ValueLayout.JAVA_INT, 4);
    boolean isWhole = first == second && handOver.firstIndex(0) == first && handOver.epoch(0) == first && handOver.frames(0) == 2;
    handOver.take(1);
    return isWhole ? first : -1;
  }
}
