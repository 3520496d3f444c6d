package io.crosspoint.app.config;

import java.util.function.Function;

/** What became of one scalar: its value, or the sentence that says why not. */
sealed interface Parsed<T> {

  /** The text is legal and means this. */
  record Value<T>(T value) implements Parsed<T> {}

  /** @param why continues "key: …" */
  record Refused<T>(String why) implements Parsed<T> {}

  static <T> Parsed<T> value(T value) {
    return new Value<>(value);
  }

  static <T> Parsed<T> refused(String why) {
    return new Refused<>(why);
  }

  /** Goes on with a legal value. */
  default <U> Parsed<U> then(Function<T, Parsed<U>> next) {
    return switch (this) {
      case Value<T>(T value) -> next.apply(value);
      case Refused<T>(String why) -> refused(why);
    };
  }
}
