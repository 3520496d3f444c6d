package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one output gets from what it was to what it will be: for each of its channels the crosspoints that take part, each with a gain that
 * goes in a straight line from one value to another. A crosspoint that is closed goes to 0, one that is opened comes from 0, so that two
 * sources are crossfaded and a changed gain glides. A change during a fade begins at the gains that the fade has reached.
 *
 * <p>Immutable, put together on the control thread. Lanes of channel c are those from {@code first[c]} to {@code first[c + 1] − 1}.
 */
final class OutputFade {

  final int[] first;
  final int[] input;
  final int[] channel;
  final double[] from;
  final double[] to;

  /** For each channel the index of its first blended frame, and how many there are; none where nothing changes. */
  final long[] start;

  final int[] frames;
  final boolean[] isDithered;

  /** Behind the last blended frame of all channels. */
  final long end;

  private final int epoch;

  private OutputFade(List<Lane> lanes, long[] start, int[] frames, boolean[] isDithered, int epoch) {
    this.first = new int[start.length + 1];
    lanes.forEach(lane -> first[lane.outputChannel + 1]++);
    Arrays.parallelPrefix(first, Integer::sum);
    this.input = lanes.stream().mapToInt(Lane::input).toArray();
    this.channel = lanes.stream().mapToInt(Lane::channel).toArray();
    this.from = lanes.stream().mapToDouble(Lane::from).toArray();
    this.to = lanes.stream().mapToDouble(Lane::to).toArray();
    this.start = start;
    this.frames = frames;
    this.isDithered = isDithered;
    this.epoch = epoch;
    long last = Long.MIN_VALUE;
    for (int c = 0; c < start.length; c++) {
      last = frames[c] == 0 ? last : Math.max(last, start[c] + frames[c]);
    }
    this.end = last;
  }

  private record Lane(int outputChannel, int input, int channel, double from, double to) {}

  /** Frames of a range, from its beginning, that a channel is blended in; the clock must be of the epoch that the fade was made for. */
  int framesOf(int outputChannel, long index, int clockEpoch) {
    if (clockEpoch != epoch || index < start[outputChannel]) {
      return 0;
    }
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, start[outputChannel] + frames[outputChannel] - index));
  }

  boolean isRunning(long index, int clockEpoch) {
    return clockEpoch == epoch && index < end;
  }

  /** How much of the way is done at an index: just above 0 at the first blended frame, just below 1 at the last. */
  double progress(int outputChannel, long index) {
    return Math.clamp((double) (index - start[outputChannel] + 1) / (frames[outputChannel] + 1), 0.0, 1.0);
  }

  /**
   * From one mix to another.
   *
   * @param running the fade that the output may still be in, or null
   * @return null when there is nothing to blend
   */
  static @Nullable OutputFade between(
      PlantSpec plant, int output, OutputMix before, @Nullable OutputFade running, OutputMix after, Switchover when) {
    OutputSpec spec = plant.outputs().get(output);
    boolean isBlendable = spec.format().encoding() != Encoding.AM824 && when.fromPtpNs() != Long.MIN_VALUE;
    int fadeFrames = isBlendable ? (int) (when.fadeNs() * spec.format().rateHz() / 1_000_000_000L) : 0;
    long startIndex = Switchover.indexFrom(new MediaClock(spec.format().rateHz()), when.fromPtpNs());
    int channels = spec.format().channels();
    long[] start = new long[channels];
    int[] frames = new int[channels];
    boolean[] isDithered = new boolean[channels];
    List<Lane> lanes = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      boolean isInFade = running != null && running.framesOf(c, Math.max(startIndex, running.start[c]), when.epoch()) > 0;
      if (before.isSameChannel(after, c)) {
        if (running != null && isInFade) {
          start[c] = running.start[c];
          frames[c] = running.frames[c];
          isDithered[c] = running.isDithered[c];
          lanes.addAll(running.lanes(c));
        }
      } else if (fadeFrames > 0) {
        start[c] = startIndex;
        frames[c] = fadeFrames;
        lanes.addAll(lanes(before, isInFade ? running : null, after, c, startIndex));
        isDithered[c] = OutputMix.bits(spec.format().encoding()) == 16 || before.isDithered[c] || after.isDithered[c];
      }
    }
    OutputFade fade = new OutputFade(lanes, start, frames, isDithered, when.epoch());
    return fade.end == Long.MIN_VALUE ? null : fade;
  }

  private List<Lane> lanes(int c) {
    List<Lane> lanes = new ArrayList<>();
    for (int i = first[c]; i < first[c + 1]; i++) {
      lanes.add(new Lane(c, input[i], channel[i], from[i], to[i]));
    }
    return lanes;
  }

  private static List<Lane> lanes(OutputMix before, @Nullable OutputFade running, OutputMix after, int c, long startIndex) {
    List<Lane> lanes = new ArrayList<>();
    if (running == null) {
      for (int i = before.first[c]; i < before.first[c + 1]; i++) {
        lanes.add(new Lane(c, before.input[i], before.channel[i], before.gain[i], after.gainOf(c, before.input[i], before.channel[i])));
      }
    } else {
      double progress = startIndex <= running.start[c] ? 0 : running.progress(c, startIndex - 1);
      for (Lane lane : running.lanes(c)) {
        double reached = lane.from + (lane.to - lane.from) * progress;
        lanes.add(new Lane(c, lane.input, lane.channel, reached, after.gainOf(c, lane.input, lane.channel)));
      }
    }
    for (int i = after.first[c]; i < after.first[c + 1]; i++) {
      int input = after.input[i];
      int channel = after.channel[i];
      if (lanes.stream().noneMatch(lane -> lane.input == input && lane.channel == channel)) {
        lanes.add(new Lane(c, input, channel, 0, after.gain[i]));
      }
    }
    lanes.removeIf(lane -> lane.from == 0 && lane.to == 0);
    return lanes;
  }
}
