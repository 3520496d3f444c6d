package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.event.TransmitGroup;

/**
 * Which inputs the outputs of one transmit group read, by the present table or by one to come. Counted up and down, so that a change needs
 * neither a search nor memory.
 */
public final class ReadCounts {

  private final int[] outputs;
  private final int[] counts;

  /** @param inputs of the shard */
  public ReadCounts(TransmitGroup group, int inputs) {
    this.outputs = group.outputs().stream().mapToInt(output -> output).toArray();
    this.counts = new int[inputs];
  }

  /** Returns whether an input is read now that was not. */
  public boolean add(RouteTable table) {
    boolean isChanged = false;
    for (int output : outputs) {
      for (int input : table.reads(output)) {
        isChanged |= counts[input]++ == 0;
      }
    }
    return isChanged;
  }

  /** Returns whether an input is not read any more that was. */
  public boolean remove(RouteTable table) {
    boolean isChanged = false;
    for (int output : outputs) {
      for (int input : table.reads(output)) {
        isChanged |= --counts[input] == 0;
      }
    }
    return isChanged;
  }

  public boolean reads(int input) {
    return counts[input] > 0;
  }
}
