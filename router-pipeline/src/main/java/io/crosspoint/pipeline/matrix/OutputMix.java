package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.Arrays;
import java.util.List;

/**
 * What one output is made of: for each of its channels the crosspoints that are summed onto it, as flat arrays for the render loop.
 *
 * <p>Crosspoints of channel c are those from {@code first[c]} to {@code first[c + 1] − 1}.
 */
final class OutputMix {

  /** More channels than any format has. */
  private static final int MOST_CHANNELS = 4096;

  /** Of an output of any width that no crosspoint is open to. */
  static final OutputMix NOTHING = new OutputMix(new int[MOST_CHANNELS + 1], List.of(), false, new boolean[MOST_CHANNELS]);

  final int[] first;
  final int[] input;
  final int[] channel;
  final double[] gain;

  /** The distinct inputs that are read. */
  final int[] inputs;

  /** Whether the output is one whole input, channel for channel, untouched: the payload is then copied in one run. */
  final boolean isWholeStream;

  /** For each channel whether its samples may have bits below the output's width, so that rounding needs dither. */
  final boolean[] isDithered;

  private OutputMix(int[] first, List<Crosspoint> crosspoints, boolean isWholeStream, boolean[] isDithered) {
    this.first = first;
    this.input = crosspoints.stream().mapToInt(Crosspoint::input).toArray();
    this.channel = crosspoints.stream().mapToInt(Crosspoint::inputChannel).toArray();
    this.gain = crosspoints.stream().mapToDouble(Crosspoint::gain).toArray();
    this.inputs = Arrays.stream(input).distinct().toArray();
    this.isWholeStream = isWholeStream;
    this.isDithered = isDithered;
  }

  static OutputMix of(PlantSpec plant, int output, List<Crosspoint> open) {
    int channels = plant.outputs().get(output).format().channels();
    List<Crosspoint> sorted = open.stream().sorted((a, b) -> Integer.compare(a.outputChannel(), b.outputChannel())).toList();
    int[] first = new int[channels + 1];
    for (Crosspoint crosspoint : sorted) {
      first[crosspoint.outputChannel() + 1]++;
    }
    for (int c = 0; c < channels; c++) {
      first[c + 1] += first[c];
    }
    int outputBits = bits(plant.outputs().get(output).format().encoding());
    int rateHz = plant.outputs().get(output).format().rateHz();
    boolean[] isDithered = new boolean[channels];
    for (Crosspoint x : sorted) {
      boolean isNarrower = plant.inputs().get(x.input()).bitsFor(rateHz) > outputBits;
      isDithered[x.outputChannel()] |= isNarrower || (x.gain() != 1.0 && outputBits == 16);
    }
    return new OutputMix(first, sorted, isWholeStream(plant, output, sorted), isDithered);
  }

  /** Whether a channel is made of the same in both. */
  boolean isSameChannel(OutputMix other, int outputChannel) {
    int lanes = first[outputChannel + 1] - first[outputChannel];
    if (other.first[outputChannel + 1] - other.first[outputChannel] != lanes) {
      return false;
    }
    for (int i = first[outputChannel]; i < first[outputChannel + 1]; i++) {
      int lane = other.lane(outputChannel, input[i], channel[i]);
      if (lane < 0 || other.gain[lane] != gain[i]) {
        return false;
      }
    }
    return true;
  }

  /** The gain of a crosspoint onto a channel; 0 when it is not open. */
  double gainOf(int outputChannel, int fromInput, int fromChannel) {
    int lane = lane(outputChannel, fromInput, fromChannel);
    return lane < 0 ? 0 : gain[lane];
  }

  private int lane(int outputChannel, int fromInput, int fromChannel) {
    for (int i = first[outputChannel]; i < first[outputChannel + 1]; i++) {
      if (input[i] == fromInput && channel[i] == fromChannel) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isWholeStream(PlantSpec plant, int output, List<Crosspoint> sorted) {
    AudioFormat to = plant.outputs().get(output).format();
    int channels = to.channels();
    if (sorted.size() != channels) {
      return false;
    }
    InputSpec from = plant.inputs().get(sorted.getFirst().input());
    if (from.format().channels() != channels || from.bitsFor(to.rateHz()) > bits(to.encoding())) {
      return false;
    }
    for (int c = 0; c < channels; c++) {
      Crosspoint x = sorted.get(c);
      if (x.input() != sorted.getFirst().input() || x.inputChannel() != c || x.outputChannel() != c || x.gain() != 1.0) {
        return false;
      }
    }
    return true;
  }

  /** Significant bits of a sample. */
  static int bits(Encoding encoding) {
    return 8 * encoding.bytesPerSample();
  }
}
