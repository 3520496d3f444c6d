package io.crosspoint.benchmarks.rig.plant;

import io.crosspoint.pipeline.Crosspoint;
import java.util.ArrayList;
import java.util.List;

/**
 * What an output is made of from a media index on.
 *
 * @param inputs by the plant's numbers; none for silence
 * @param fadeFrames over which it is reached from the patch before
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Patch(long fromIndex, int fadeFrames, int[] inputs, double[] gains) {

  /** Before every index, and far enough from the end of numbers to be reckoned with. */
  static final long ALWAYS = Long.MIN_VALUE / 2;

  static Patch of(int input) {
    return new Patch(ALWAYS, 0, new int[] {input}, new double[] {1});
  }

  static Patch silence() {
    return new Patch(ALWAYS, 0, new int[0], new double[0]);
  }

  Patch at(long index, int frames) {
    return new Patch(index, frames, inputs, gains);
  }

  /** Whether samples pass untouched. */
  boolean isPlain() {
    return inputs.length == 1 && gains[0] == 1;
  }

  boolean has(int input) {
    for (int one : inputs) {
      if (one == input) {
        return true;
      }
    }
    return false;
  }

  /** @param slots the router's number of each input */
  List<Crosspoint> crosspoints(int[] slots, int output) {
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      crosspoints.add(new Crosspoint(slots[inputs[i]], 0, output, 0, gains[i]));
    }
    return crosspoints;
  }
}
