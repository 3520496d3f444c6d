package io.crosspoint.app.control;

import java.util.Comparator;

/**
 * One crosspoint by the names of the file.
 *
 * @param outputChannel from 1
 * @param inputChannel from 1
 */
public record CrosspointId(String output, int outputChannel, String input, int inputChannel) implements Comparable<CrosspointId> {

  private static final Comparator<CrosspointId> ORDER =
      Comparator.comparing(CrosspointId::output).thenComparingInt(CrosspointId::outputChannel).thenComparing(CrosspointId::input)
          .thenComparingInt(CrosspointId::inputChannel);

  /** {@code air1/2}. */
  public String to() {
    return output + "/" + outputChannel;
  }

  /** {@code studio1/2}. */
  public String from() {
    return input + "/" + inputChannel;
  }

  @Override
  public int compareTo(CrosspointId other) {
    return ORDER.compare(this, other);
  }
}
