package io.crosspoint.app.api;

import io.crosspoint.app.control.Command;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.Outcome;
import io.crosspoint.ptp.clock.MediaClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** From a call to a command, and from its outcome to the answer. */
final class Calls {

  private Calls() {}

  /**
   * Submits, and answers on the event loop when the outcome is there.
   *
   * @param clock to tell the media index by, where one rate is concerned
   */
  static Future<Answer> submit(Control control, Call call, Command command, Optional<MediaClock> clock) {
    Promise<Answer> answer = Promise.promise();
    Context loop = call.context().vertx().getOrCreateContext();
    CompletableFuture<Outcome> _ =
        control.submit(command, call.actor()).whenComplete((outcome, bug) -> loop.runOnContext(ignored -> {
          if (bug == null) {
            answer.complete(answerTo(outcome, clock));
          } else {
            answer.fail(bug);
          }
        }));
    return answer.future();
  }

  private static Answer answerTo(Outcome outcome, Optional<MediaClock> clock) {
    return switch (outcome) {
      case Outcome.Refused refused -> Refusal.answerTo(refused);
      case Outcome.Configured _ -> throw new IllegalStateException("a configuration has an answer of its own");
      case Outcome.Done done -> {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("revision", done.revision());
        document.put("onAir", done.isHeld());
        if (done.heldFromPtpNs() != 0) {
          document.put("heldFromPtpNs", done.heldFromPtpNs());
          clock.ifPresent(media -> document.put("mediaIndex", media.indexOf(done.heldFromPtpNs())));
        }
        document.put("saved", done.isSaved());
        Answer answer = Answer.json(done.isHeld() ? 200 : 202, document);
        // Where nothing was changed, the thing keeps the tag that it had, which need not be the model's.
        yield done.isChanged() ? answer.withRevision(done.revision()) : answer;
      }
    };
  }
}
