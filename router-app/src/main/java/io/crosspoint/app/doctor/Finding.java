package io.crosspoint.app.doctor;

/**
 * One line of the examination.
 *
 * @param fix a command, or what to grant; empty when there is nothing to mend
 */
public record Finding(Level level, String subject, String message, String fix) {

  /** What it means for the streams. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Works, but not as well as it could, or not always. */
    WARN,
    /** Does not work. */
    FAIL
  }

  static Finding ok(String subject, String message) {
    return new Finding(Level.OK, subject, message, "");
  }

  static Finding warn(String subject, String message, String fix) {
    return new Finding(Level.WARN, subject, message, fix);
  }

  static Finding fail(String subject, String message, String fix) {
    return new Finding(Level.FAIL, subject, message, fix);
  }

  @Override
  public String toString() {
    return "%-4s  %-14s %s%s".formatted(level, subject, message, fix.isEmpty() ? "" : "; " + fix);
  }
}
