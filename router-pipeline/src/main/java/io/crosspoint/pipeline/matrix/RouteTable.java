package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.PlantSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All open crosspoints of a shard, arranged by output: an immutable snapshot, exchanged whole by a COMMAND event. Everything that a stage
 * has to know of a change is worked out here, on the thread that asks for it; outputs that do not change share their parts with the table
 * before, and that is how the stages know them.
 */
public final class RouteTable {

  private final OutputMix[] mixes;
  private final @Nullable OutputFade[] fades;
  /** For each output the inputs that it reads: those of its mix, and those that are still faded out. */
  private final int[][] reads;

  private final long number;

  private final @Nullable Switchover when;

  /** @param before shares what both are made of; null for the first one */
  private RouteTable(
      @Nullable RouteTable before, OutputMix[] mixes, @Nullable OutputFade[] fades, long number, @Nullable Switchover when) {
    this.when = when;
    this.mixes = mixes;
    this.fades = fades;
    this.number = number;
    this.reads = new int[mixes.length][];
    for (int output = 0; output < mixes.length; output++) {
      reads[output] =
          before != null && before.mix(output) == mixes[output] && before.fade(output) == fades[output]
              ? before.reads(output)
              : reads(mixes[output], fades[output]);
    }
  }

  private static int[] reads(OutputMix mix, @Nullable OutputFade fade) {
    return fade == null
        ? mix.inputs
        : IntStream.concat(Arrays.stream(mix.inputs), Arrays.stream(fade.input)).distinct().toArray();
  }

  /**
   * Arranges a plan's crosspoints.
   *
   * @throws IllegalArgumentException when a crosspoint names a stream or a channel that the plan does not have
   */
  public static RouteTable of(PlantSpec plant, List<Crosspoint> crosspoints) {
    List<List<Crosspoint>> byOutput = new ArrayList<>();
    plant.outputs().forEach(output -> byOutput.add(new ArrayList<>()));
    for (Crosspoint crosspoint : crosspoints) {
      check(plant, crosspoint);
      byOutput.get(crosspoint.output()).add(crosspoint);
    }
    OutputMix[] mixes = new OutputMix[byOutput.size()];
    Arrays.setAll(mixes, output -> OutputMix.of(plant, output, byOutput.get(output)));
    return new RouteTable(null, mixes, new OutputFade[mixes.length], 0, null);
  }

  /**
   * The table that follows this one.
   *
   * @param changed for each output that changes, all crosspoints that will stand on it
   * @param when not before any change that led to this table
   * @throws IllegalArgumentException when a crosspoint names a stream or a channel that the plan does not have
   */
  public RouteTable with(PlantSpec plant, Map<Integer, List<Crosspoint>> changed, Switchover when) {
    int outputs = Math.max(mixes.length, plant.outputs().size());
    OutputMix[] next = Arrays.copyOf(mixes, outputs);
    Arrays.fill(next, mixes.length, outputs, OutputMix.NOTHING);
    @Nullable OutputFade[] nextFades = Arrays.copyOf(fades, outputs);
    for (Map.Entry<Integer, List<Crosspoint>> change : changed.entrySet()) {
      int output = change.getKey();
      change.getValue().forEach(crosspoint -> check(plant, crosspoint));
      next[output] = OutputMix.of(plant, output, change.getValue());
      nextFades[output] = OutputFade.between(plant, output, mix(output), fade(output), next[output], when);
    }
    return new RouteTable(this, next, nextFades, number + 1, when);
  }

  /** This table without what outputs were made of that are sent no more, so that others may have their numbers. */
  public RouteTable without(Collection<Integer> outputs) {
    OutputMix[] next = mixes.clone();
    @Nullable OutputFade[] nextFades = fades.clone();
    for (int output : outputs) {
      if (output < next.length) {
        next[output] = OutputMix.NOTHING;
        nextFades[output] = null;
      }
    }
    return new RouteTable(this, next, nextFades, number + 1, null);
  }

  /** The outputs whose crosspoints, or the way to them, are not those of another table. */
  public List<Integer> changedSince(RouteTable before) {
    return IntStream.range(0, Math.max(mixes.length, before.mixes.length))
        .filter(output -> mix(output) != before.mix(output))
        .boxed()
        .toList();
  }

  /** What stands on an output, in the order in which it is summed. */
  public List<Crosspoint> crosspoints(int output) {
    OutputMix mix = mix(output);
    List<Crosspoint> open = new ArrayList<>();
    for (int channel = 0; channel + 1 < mix.first.length; channel++) {
      for (int i = mix.first[channel]; i < mix.first[channel + 1]; i++) {
        open.add(new Crosspoint(mix.input[i], mix.channel[i], output, channel, mix.gain[i]));
      }
    }
    return open;
  }

  /** How this table was got to from the one before; null for the first one, and where nothing was switched. */
  public @Nullable Switchover when() {
    return when;
  }

  /** Whether any output reads an input, or still fades it out. */
  public boolean readsInput(int input) {
    return Arrays.stream(reads).flatMapToInt(Arrays::stream).anyMatch(read -> read == input);
  }

  /** Whether an output is made of an input, fades aside. */
  public boolean isMadeOf(int output, int input) {
    return Arrays.stream(mix(output).inputs).anyMatch(read -> read == input);
  }

  /** This table once all its fades are over: what was faded out is read no more. */
  public RouteTable settled() {
    return new RouteTable(this, mixes, new OutputFade[mixes.length], number + 1, null);
  }

  /** Whether a fade is part of it, over or not. */
  public boolean hasFades() {
    return Arrays.stream(fades).anyMatch(fade -> fade != null);
  }

  /** Counts the changes since the plan. */
  public long number() {
    return number;
  }

  /** What an output is made of once it does not change any more; nothing, where it was added since. */
  public OutputMix mix(int output) {
    return output < mixes.length ? mixes[output] : OutputMix.NOTHING;
  }

  /** How it gets there, or null. */
  @Nullable OutputFade fade(int output) {
    return output < fades.length ? fades[output] : null;
  }

  /** The inputs that an output reads. Not to be written to. */
  int[] reads(int output) {
    return output < reads.length ? reads[output] : OutputMix.NOTHING.inputs;
  }

  private static void check(PlantSpec plant, Crosspoint crosspoint) {
    checkRange("input", crosspoint.input(), plant.inputs().size());
    checkRange("output", crosspoint.output(), plant.outputs().size());
    checkRange("input channel", crosspoint.inputChannel(), plant.inputs().get(crosspoint.input()).format().channels());
    checkRange("output channel", crosspoint.outputChannel(), plant.outputs().get(crosspoint.output()).format().channels());
  }

  private static void checkRange(String what, int index, int size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(what + " " + index + " of a crosspoint is outside 0.." + (size - 1));
    }
  }
}
