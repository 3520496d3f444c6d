package io.crosspoint.app.flight;

import java.io.IOException;

/** A file that cannot be replayed, and where it is wrong. */
public final class FlightFileException extends IOException {

  private static final long serialVersionUID = 1;

  FlightFileException(long at, String problem) {
    super("byte " + at + ": " + problem);
  }

  /** For an event that its plan has no place for. */
  static FlightFileException impossible(long at, RuntimeException why) {
    return new FlightFileException(at, "an event that cannot be: " + why.getMessage());
  }
}
