package io.crosspoint.app.api;

import io.crosspoint.app.control.Outcome;

/** A call that cannot be answered as asked; carries the answer instead. Thrown while a request is read, never on a path that is hot. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  Refusal(Answer answer) {
    super(answer.body().toString(), null, false, false);
    this.answer = answer;
  }

  static Refusal malformed(String detail) {
    return new Refusal(Answer.problem(400, "Malformed request", detail));
  }

  static Refusal unknown(String detail) {
    return new Refusal(Answer.problem(404, "Not found", detail));
  }

  static Refusal of(Outcome.Refused refused) {
    return new Refusal(answerTo(refused));
  }

  static Answer answerTo(Outcome.Refused refused) {
    return switch (refused.reason()) {
      case UNKNOWN -> Answer.problem(404, "Not found", refused.why());
      case IMPOSSIBLE -> Answer.problem(422, "Not possible", refused.why());
      case STALE -> Answer.problem(412, "Changed in the meantime", refused.why());
      case BUSY -> Answer.problem(503, "Busy", refused.why()).with("Retry-After", "1");
      case FAILED -> Answer.problem(500, "Failed", refused.why());
    };
  }

  Answer answer() {
    return answer;
  }
}
