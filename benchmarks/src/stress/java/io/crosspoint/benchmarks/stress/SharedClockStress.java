package io.crosspoint.benchmarks.stress;

import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.SharedClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Whoever maps the file of a shared clock sees one publication whole. One file serves all states: it has one writer at a time, as it must. */
@JCStressTest
@Outcome(id = {"[0123], [0123]"}, expect = Expect.ACCEPTABLE, desc = "whole")
@Outcome(id = "-2, .*|.*, -2", expect = Expect.ACCEPTABLE, desc = "the writer was stopped in the middle for too long")
@Outcome(expect = Expect.FORBIDDEN, desc = "parts of two publications")
@State
public class SharedClockStress {

  private static final ClockReading[] CLOCKS = {clock(0), clock(1), clock(2), clock(3)};
  private static final SharedClock WRITER;
  private static final SharedClock READER;

  static {
    try {
      Path file = Files.createTempFile("shared-clock", "");
      WRITER = SharedClock.writer(file);
      READER = SharedClock.reader(file);
      Files.delete(file);
      WRITER.write(CLOCKS[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClockReading clock(int i) {
    return ClockReading.of(new ClockSnapshot(i, i, i, i, i, i, ClockState.values()[i], "shared", i, i));
  }

  @Actor
  public void writer() {
    for (int i = 1; i <= 3; i++) {
      WRITER.write(CLOCKS[i]);
    }
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = read();
    result.r2 = read();
  }

  private static int read() {
    Optional<ClockSnapshot> read = READER.read();
    if (read.isEmpty()) {
      return -2;
    }
    ClockSnapshot clock = read.get();
    int epoch = clock.epoch();
    boolean isWhole =
        clock.rawNs() == epoch && clock.monoNs() == epoch && clock.ptpNs() == epoch && clock.rate() == epoch
            && clock.errorBoundNs() == epoch && clock.state().ordinal() == epoch && clock.grandmaster() == epoch
            && clock.domain() == epoch;
    return isWhole ? epoch : -1;
  }
}
