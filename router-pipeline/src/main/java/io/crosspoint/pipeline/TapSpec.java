package io.crosspoint.pipeline;

/**
 * One stream whose audio is also handed to somebody inside the process, such as a recording.
 *
 * @param name the operator's name of whatever takes it
 * @param point which side of the matrix is tapped
 * @param stream index of the input or output in the plan
 */
public record TapSpec(String name, Point point, int stream) {

  /** Which side of the matrix. */
  public enum Point {
    /** What routes read of an input: placed, converted, and silent where nothing was there. Media indices are those of the input. */
    INPUT,
    /** What an output sends, bit for bit. */
    OUTPUT
  }
}
