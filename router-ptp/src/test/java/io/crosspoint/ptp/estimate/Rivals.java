package io.crosspoint.ptp.estimate;

import java.util.List;
import java.util.function.Supplier;

/** What our estimator is compared with: the published equations of others, on the very same packets. */
public final class Rivals {

  private Rivals() {}

  /** @param syncIntervalS the master's, which the PI servo's gains depend on */
  public static List<Supplier<ClockUnderTest>> at(double syncIntervalS) {
    return List.of(() -> new PiServo(syncIntervalS), Regression::new, SingleKalman::new);
  }
}
