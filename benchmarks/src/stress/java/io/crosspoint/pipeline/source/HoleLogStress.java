package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.SourceSpec;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Whoever reads the newest holes sees each whole, one behind the other, while older ones are overwritten. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "whole, and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a hole made of two, or one that is missing between others")
@State
public class HoleLogStress {

  private static final int LAP = 64;

  private final HoleLog log = new HoleLog(SourceSpec.Holes.values()[0]);

  public HoleLogStress() {
    for (int i = 0; i < LAP; i++) {
      log.open(i, i, i, i);
    }
  }

  @Actor
  public void writer() {
    for (int i = LAP; i < LAP + 3; i++) {
      log.open(i, i, i, i);
    }
  }

  @Actor
  public void reader(I_Result result) {
    List<Hole> holes = log.newest();
    int good = holes.isEmpty() ? 0 : 1;
    for (int i = 0; i < holes.size(); i++) {
      Hole hole = holes.get(i);
      long index = hole.firstIndex();
      boolean isWhole = hole.frames() == index && hole.epoch() == index && hole.consumedPtpNs() == index;
      good = isWhole && (i == 0 || index == holes.get(i - 1).firstIndex() + 1) ? good : -1;
    }
    result.r1 = good;
  }
}
