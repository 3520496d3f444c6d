package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Whoever reads a tap sees packets whole and in order, and a slot is not written again before it was given back. */
@JCStressTest
@Outcome(id = {"0, 0", "1, 0", "1, 2"}, expect = Expect.ACCEPTABLE, desc = "whole, and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a packet, or another one")
@State
public class TapRingStress {

  /** Two slots of two frames. */
  private final TapRing ring = new TapRing(new AudioFormat(Encoding.L16, 1, 1), 2);

  @Actor
  public void renderer() {
    for (int i = 1; i <= 4; i++) {
      long offset = ring.claim();
      if (offset >= 0) {
        ring.memory().set(ValueLayout.JAVA_INT, offset, i);
        ring.publish(i, i);
      }
    }
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = take();
    result.r2 = result.r1 == 0 ? 0 : take();
  }

  private int take() {
    if (ring.available() == 0) {
      return 0;
    }
    int sample = ring.memory().get(ValueLayout.JAVA_INT, ring.offset());
    boolean isWhole = ring.firstIndex() == sample && ring.epoch() == sample;
    ring.take();
    return isWhole ? sample : -1;
  }
}
