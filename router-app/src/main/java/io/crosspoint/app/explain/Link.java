package io.crosspoint.app.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One link of the chain.
 *
 * @param name one word: interface, group, arriving, stream, source, sender-clock, timing, level, crosspoint, clock, rendering, leaving
 * @param of which stream and leg it is about
 * @param says one sentence with the numbers that matter
 * @param evidence the numbers, as JSON can hold them
 * @param remedy a command or key that mends it; empty when there is nothing to mend
 */
public record Link(String name, String of, State state, String says, Map<String, Object> evidence, String remedy) {

  /** How a link holds. */
  public enum State {
    /** As it should be. */
    OK,
    /** Sound passes, but something is not right. */
    WARN,
    /** No sound passes here. */
    BROKEN
  }

  public Link {
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }

  static Link ok(String name, String of, String says, Map<String, Object> evidence) {
    return new Link(name, of, State.OK, says, evidence, "");
  }

  static Link warn(String name, String of, String says, Map<String, Object> evidence, String remedy) {
    return new Link(name, of, State.WARN, says, evidence, remedy);
  }

  static Link broken(String name, String of, String says, Map<String, Object> evidence, String remedy) {
    return new Link(name, of, State.BROKEN, says, evidence, remedy);
  }

  /** The same where the other leg carries the sound. */
  Link spared() {
    return state == State.BROKEN ? new Link(name, of, State.WARN, says + "; the other leg carries it", evidence, remedy) : this;
  }
}
