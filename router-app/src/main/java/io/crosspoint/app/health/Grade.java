package io.crosspoint.app.health;

import java.util.Locale;

/** The states of BCP-008, worse ones later; {@link #ordinal} is its number there, and what the metric shows. */
public enum Grade {
  INACTIVE,
  HEALTHY,
  /** Something is wrong that is not heard yet: a leg is missing, the clock is in holdover. */
  PARTIAL,
  UNHEALTHY;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Grade worse(Grade a, Grade b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
