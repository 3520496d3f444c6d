package io.crosspoint.app.sdp;

/**
 * Where something stands in a description.
 *
 * @param line from 1
 * @param column from 1
 */
public record Place(int line, int column) {

  /** Of descriptions that were built, not read. */
  static final Place NOWHERE = new Place(0, 0);
}
