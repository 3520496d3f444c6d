package io.crosspoint.app.source;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind one input. Two plans are equal when they make the same source: of a factory nobody can tell.
 *
 * @param input its name
 * @param kind as in the file: {@code tone}, {@code process}
 * @param words what it is, for an operator
 * @param settings everything that the factory makes the source of; a value
 * @param exclusive what only one source can have at a time, such as a socket's path; null for none
 */
public record SourcePlan(String input, String kind, String words, Object settings, @Nullable Object exclusive, SourceFactory factory) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourcePlan plan && input.equals(plan.input) && kind.equals(plan.kind) && settings.equals(plan.settings);
  }

  @Override
  public int hashCode() {
    return Objects.hash(input, kind, settings);
  }
}
