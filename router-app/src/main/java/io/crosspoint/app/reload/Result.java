package io.crosspoint.app.reload;

import io.crosspoint.app.config.Problem;
import io.crosspoint.app.control.Outcome;
import io.crosspoint.app.control.Plan;
import java.util.List;

/** What a text comes to. */
public sealed interface Result {

  /** @param problems all of them */
  record Invalid(List<Problem> problems) implements Result {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /**
   * It could be applied.
   *
   * @param revision of the configuration that the plan begins at
   */
  record Planned(long revision, Plan plan) implements Result {}

  /**
   * It was applied.
   *
   * @param isOnDisk whether a restart reads this text
   */
  record Applied(Outcome.Configured done, boolean isOnDisk) implements Result {}

  record Refused(Outcome.Refused refused) implements Result {}
}
