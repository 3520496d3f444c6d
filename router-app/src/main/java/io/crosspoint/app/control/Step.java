package io.crosspoint.app.control;

/**
 * One thing that a plan does.
 *
 * @param name of the stream, {@code from -> to} of a route, or the key of a setting
 * @param text one sentence for people
 * @param isGlitchFree whether nobody hears more than a crossfade, and no receiver misses a packet
 */
public record Step(Action action, Kind kind, String name, String text, boolean isGlitchFree) {

  /** What is done. */
  public enum Action { ADD, CHANGE, REMOVE }

  /** What it is done to. */
  public enum Kind { NETWORK, INPUT, OUTPUT, ROUTE, SETTING }
}
