package io.crosspoint.app.api;

import io.vertx.core.Future;
import java.util.function.Function;

/**
 * One thing that can be called.
 *
 * @param path with {@code {names}} in braces, as OpenAPI writes them
 * @param way on which thread
 */
record Endpoint(String method, String path, Access access, Way way, Function<Call, Future<Answer>> call) {

  /** Who may. */
  enum Access {
    /** Probes: anyone who reaches the address. */
    ANYONE,
    VIEWER,
    OPERATOR
  }

  /** How it runs. */
  enum Way {
    /** On the event loop: answers at once, or later from a future. */
    QUICK,
    /** On a worker, because it takes milliseconds. */
    SLOW,
    /** Takes the connection over and answers for itself. */
    STREAM
  }

  static Endpoint quick(String method, String path, Access access, Function<Call, Answer> call) {
    return new Endpoint(method, path, access, Way.QUICK, one -> Future.succeededFuture(call.apply(one)));
  }

  static Endpoint slow(String path, Access access, Function<Call, Answer> call) {
    return new Endpoint("GET", path, access, Way.SLOW, one -> Future.succeededFuture(call.apply(one)));
  }
}
