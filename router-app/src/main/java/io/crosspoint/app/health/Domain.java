package io.crosspoint.app.health;

import java.util.Locale;

/** What can be well or ill apart from the rest. */
public enum Domain {
  /** The interfaces that a stream comes and goes by. */
  LINK,
  /** Whether packets come, or leave, completely and in time. */
  CONNECTION,
  /** The clock, and how a sender's clock agrees with it. */
  SYNCHRONISATION,
  /** Whether what is carried is what was declared, and can be heard. */
  ESSENCE;

  /** As labels and documents have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
