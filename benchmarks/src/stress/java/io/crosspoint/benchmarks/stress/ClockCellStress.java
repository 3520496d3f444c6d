package io.crosspoint.benchmarks.stress;

import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader of the clock sees all values of one publication, and never an older one after a newer one. */
@JCStressTest
@Outcome(id = {"0, 0", "0, [123]", "1, [123]", "2, [23]", "3, 3"}, expect = Expect.ACCEPTABLE, desc = "whole, and in order")
@Outcome(id = "-1, .*|.*, -1", expect = Expect.FORBIDDEN, desc = "parts of two publications")
@Outcome(expect = Expect.FORBIDDEN, desc = "an older one after a newer one")
@State
public class ClockCellStress {

  private static final String[] REASONS = {"0", "1", "2", "3"};
  private static final ClockReading[] CLOCKS = {clock(0), clock(1), clock(2), clock(3)};

  private final ClockCell cell = new ClockCell();
  private final ClockReading reading = clock(0);

  public ClockCellStress() {
    cell.publish(CLOCKS[0]);
  }

  private static ClockReading clock(int i) {
    return ClockReading.of(new ClockSnapshot(i, i, i, i, i, i, ClockState.values()[i], REASONS[i], i, i));
  }

  @Actor
  public void source() {
    for (int i = 1; i <= 3; i++) {
      cell.publish(CLOCKS[i]);
    }
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = read();
    result.r2 = read();
  }

  private int read() {
    // A reading that is not up to date stays what it was, which is whole too.
    boolean _ = cell.read(reading);
    ClockSnapshot clock = reading.snapshot();
    int epoch = clock.epoch();
    boolean isWhole =
        clock.rawNs() == epoch && clock.monoNs() == epoch && clock.ptpNs() == epoch && clock.rate() == epoch
            && clock.errorBoundNs() == epoch && clock.state().ordinal() == epoch && clock.reason().equals(REASONS[epoch])
            && clock.grandmaster() == epoch && clock.domain() == epoch;
    return isWhole ? epoch : -1;
  }
}
