package io.crosspoint.app.sdp;

/** One line of a description: {@code type=value}. */
public sealed interface Line permits Origin, SessionName, Connection, MediaLine, OtherLine, Attribute {

  /** The letter before the equals sign. */
  char type();

  /** What follows the equals sign, in canonical form. */
  String value();
}
