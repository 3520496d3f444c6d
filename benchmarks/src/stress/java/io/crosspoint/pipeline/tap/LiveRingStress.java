package io.crosspoint.pipeline.tap;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Whoever listens live sees what was taken whole and in order, also behind a moment when it let everything pass. */
@JCStressTest
@Outcome(id = {"[01234], [01234]"}, expect = Expect.ACCEPTABLE, desc = "whole, and the second newer than the first")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a packet, or an older one")
@State
public class LiveRingStress {

  private static final int PACKET_BYTES = 4;

  /** Two slots. */
  private final LiveRing ring = new LiveRing(Arena.ofAuto().allocate(128, 64), PACKET_BYTES);

  @Actor
  public void renderer() {
    for (int i = 1; i <= 4; i++) {
      long offset = ring.claim(PACKET_BYTES);
      if (offset >= 0) {
        ring.memory().set(ValueLayout.JAVA_INT, offset, i);
        ring.from(i, i, i);
        ring.publish(PACKET_BYTES, i, i);
      }
    }
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = take();
    ring.skip();
    int second = take();
    result.r2 = second == 0 || second > result.r1 ? second : -1;
  }

  private int take() {
    if (ring.available() == 0) {
      return 0;
    }
    int value = ring.memory().get(ValueLayout.JAVA_INT, ring.offset());
    boolean isWhole = ring.index() == value && ring.ptpNs() == value && ring.length() == PACKET_BYTES
        && ring.sourceAddress() == value && ring.sourcePort() == value && ring.leg() == value;
    ring.take();
    return isWhole ? value : -1;
  }
}
