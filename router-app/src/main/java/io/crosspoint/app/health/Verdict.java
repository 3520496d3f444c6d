package io.crosspoint.app.health;

/**
 * What one observation says of one domain.
 *
 * @param message for an operator; empty where there is nothing to say
 */
public record Verdict(Grade grade, String message) {

  static final Verdict INACTIVE = new Verdict(Grade.INACTIVE, "");
  static final Verdict HEALTHY = new Verdict(Grade.HEALTHY, "");

  static Verdict partial(String message) {
    return new Verdict(Grade.PARTIAL, message);
  }

  static Verdict unhealthy(String message) {
    return new Verdict(Grade.UNHEALTHY, message);
  }

  /** The worse of two; this one when they are equally bad. */
  Verdict or(Verdict other) {
    return other.grade.compareTo(grade) > 0 ? other : this;
  }
}
