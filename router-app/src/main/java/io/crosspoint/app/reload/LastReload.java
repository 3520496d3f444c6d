package io.crosspoint.app.reload;

import io.crosspoint.app.config.Problem;
import io.crosspoint.app.control.Plan;
import java.util.List;

/**
 * What became of the file when it was last read.
 *
 * @param door who wanted it: start, sighup, watch, http
 * @param time UTC, RFC 3339
 * @param reason why nothing was applied; empty when something was
 * @param problems of the file, where they are the reason
 * @param restarts what waits for a restart
 * @param notes what an operator should know beside it
 */
public record LastReload(
    boolean isSuccessful,
    String door,
    String time,
    String reason,
    List<Problem> problems,
    List<Plan.Restart> restarts,
    List<String> notes) {

  public LastReload {
    problems = List.copyOf(problems);
    restarts = List.copyOf(restarts);
    notes = List.copyOf(notes);
  }

  static LastReload ofStart(String time) {
    return new LastReload(true, "start", time, "", List.of(), List.of(), List.of());
  }
}
