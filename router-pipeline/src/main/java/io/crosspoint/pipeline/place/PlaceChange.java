package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.ReadCounts;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What place puts in place or takes out at one command. Built by the control thread. */
public final class PlaceChange {

  /** An input from now on; null for one that is gone. */
  public record Input(int input, @Nullable PlacedInput placed) {}

  /** A transmit group from now on, with these outputs; null for one that has ended. */
  public record Group(int group, @Nullable TransmitGroup is) {}

  final Input[] inputs;
  final Group[] groups;
  /** One for each group of {@link #groups}. */
  final @Nullable Closing[] closings;

  public PlaceChange(List<Input> inputs, List<Group> groups, int mostInputs) {
    this.inputs = inputs.toArray(Input[]::new);
    this.groups = groups.toArray(Group[]::new);
    this.closings = new @Nullable Closing[this.groups.length];
    for (int i = 0; i < closings.length; i++) {
      TransmitGroup group = this.groups[i].is;
      closings[i] = group == null ? null : new Closing(group, mostInputs);
    }
  }

  /** What the packets of one group close: the frames that their outputs read, now or by a pending change. */
  static final class Closing {
    final MediaClock clock;
    final int rateHz;
    final ReadCounts reads;
    /** The inputs whose frames its TRANSMIT closes, and how many they are. */
    final int[] inputs;

    int count;
    /** Time of the newest packet's first frame: routes that ended before those of all groups are read no more. */
    long reachedPtpNs = Long.MIN_VALUE;

    Closing(TransmitGroup group, int mostInputs) {
      this.clock = new MediaClock(group.rateHz());
      this.rateHz = group.rateHz();
      this.reads = new ReadCounts(group, mostInputs);
      this.inputs = new int[mostInputs];
    }
  }
}
