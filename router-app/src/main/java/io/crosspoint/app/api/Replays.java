package io.crosspoint.app.api;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Requests that carry an {@code Idempotency-Key}: the same one again, from the same asker, gets the answer of the first and does nothing,
 * also while the first is still on its way. The newest thousand are remembered.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Replays {

  private static final int MOST = 1000;
  private static final int LONGEST_KEY = 200;

  private record Done(String what, Future<Answer> answer) {}

  private final Map<String, Done> done = new LinkedHashMap<>();

  Future<Answer> answer(Call call, Supplier<Future<Answer>> first) {
    Optional<String> key = Optional.ofNullable(call.context().request().getHeader("Idempotency-Key"));
    if (key.isEmpty()) {
      return first.get();
    }
    if (key.get().isEmpty() || key.get().length() > LONGEST_KEY) {
      throw Refusal.malformed("an Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
    }
    String what = call.context().request().method() + " " + call.context().request().uri() + " " + call.bytes();
    String whose = call.actor().name() + " " + key.get();
    Done before = done.get(whose);
    if (before != null && !before.what.equals(what)) {
      throw new Refusal(Answer.problem(422, "Not possible", "this Idempotency-Key was used for another request"));
    }
    if (before != null) {
      return before.answer.map(answer -> answer.with("Idempotent-Replayed", "true"));
    }
    Future<Answer> answer = first.get();
    done.put(whose, new Done(what, answer));
    // Nothing was done: the same request may be tried again.
    answer.onComplete(result -> {
      if (result.failed() || result.result().status() >= 500) {
        done.remove(whose);
      }
    });
    if (done.size() > MOST) {
      done.remove(done.keySet().iterator().next());
    }
    return answer;
  }
}
