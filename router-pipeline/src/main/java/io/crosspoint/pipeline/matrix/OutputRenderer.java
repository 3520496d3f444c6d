package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Quantizer;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.send.StreamIdentity;
import io.crosspoint.pipeline.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Renders the packets of one output: header, mix, one rounding, encoding. All of a packet follows from configuration, media index and the
 * frames on the timelines.
 */
final class OutputRenderer {

  private static final int FOUR = 4;

  private final OutputSpec spec;
  private final int ssrc;
  private final Timeline[] timelines;
  private final int[] linkOffsetFrames;
  private final Counters<OutputCounter> counters;
  private final PeakMeter peaks;
  private final Quantizer quantizer;
  /** The least difference between two samples of the output, in units of 2^−31 of full scale. */
  private final double step;
  private final int channels;
  private final int packetFrames;
  private final int payloadType;
  private final Encoding encoding;
  private final int[] mixed;
  private final double[] sum;
  private final MixPlanes planes;

  /**
   * @param inputs at the output's rate; they change as inputs come and go
   * @param planes shared with the other outputs of the transmit group
   */
  OutputRenderer(OutputSpec spec, ReadableInputs inputs, Counters<OutputCounter> counters, PeakMeter peaks, MixPlanes planes) {
    this.spec = spec;
    this.planes = planes;
    this.ssrc = StreamIdentity.ssrcOf(spec.name());
    this.timelines = inputs.timelines;
    this.linkOffsetFrames = inputs.linkOffsetFrames;
    this.counters = counters;
    this.peaks = peaks;
    this.quantizer = new Quantizer(OutputMix.bits(spec.format().encoding()), ssrc);
    this.step = 1L << (32 - OutputMix.bits(spec.format().encoding()));
    this.channels = spec.format().channels();
    this.packetFrames = spec.packetFrames();
    this.payloadType = spec.payloadType();
    this.encoding = spec.format().encoding();
    this.mixed = new int[packetFrames * channels];
    this.sum = new double[packetFrames];
  }

  /** Writes the RTP header of the packet that begins at a media index. */
  void writeHeader(MemorySegment memory, long offset, long firstIndex) {
    int sequence = (int) Math.floorDiv(firstIndex, (long) packetFrames);
    RtpPacket.writeHeader(memory, offset, payloadType, sequence, (int) firstIndex, ssrc);
    counters.increment(OutputCounter.PACKETS);
  }

  /**
   * Copies the payload when the output is one whole input, untouched, with every frame there.
   *
   * @return whether it was; if not, nothing is written
   */
  boolean tryCopy(
      OutputMix mix, @Nullable OutputFade fade, long firstIndex, int epoch, MemorySegment memory, long payloadOffset) {
    if (!mix.isWholeStream || (fade != null && fade.isRunning(firstIndex, epoch))) {
      return false;
    }
    Timeline timeline = timelines[mix.inputs[0]];
    long from = firstIndex - linkOffsetFrames[mix.inputs[0]];
    int frames = packetFrames;
    if (timeline.countHeld(from, frames, epoch) != frames) {
      return false;
    }
    int head = Math.min(frames, timeline.framesToWrap(from));
    Samples.write(encoding, timeline.samples(), timeline.position(from), head * channels, memory, payloadOffset);
    peaks.add(timeline.samples(), timeline.position(from), head, firstIndex);
    if (head < frames) {
      long rest = payloadOffset + (long) head * spec.format().frameBytes();
      Samples.write(encoding, timeline.samples(), 0, (frames - head) * channels, memory, rest);
      peaks.add(timeline.samples(), 0, frames - head, firstIndex);
    }
    return true;
  }

  /**
   * Mixes part of a packet.
   *
   * @param fade how the output gets to this mix, or null
   * @param firstIndex of the part
   * @param at where the part begins in the packet, in frames
   */
  void mix(OutputMix mix, @Nullable OutputFade fade, long firstIndex, int at, int frames, int epoch) {
    for (int channel = 0; channel < channels; channel++) {
      int blended = fade == null ? 0 : Math.min(frames, fade.framesOf(channel, firstIndex, epoch));
      if (fade != null && blended > 0) {
        blendChannel(fade, channel, firstIndex, at, blended, epoch);
      }
      if (blended < frames) {
        mixChannel(mix, channel, firstIndex + blended, at + blended, frames - blended, epoch);
      }
    }
    for (int input : mix.inputs) {
      int missing = frames - timelines[input].countHeld(firstIndex - linkOffsetFrames[input], frames, epoch);
      if (missing > 0) {
        counters.add(OutputCounter.SILENT_FRAMES, missing);
      }
    }
  }

  /** Encodes what {@link #mix} has put together. */
  void encode(long firstIndex, MemorySegment memory, long payloadOffset) {
    Samples.write(encoding, mixed, 0, mixed.length, memory, payloadOffset);
    peaks.add(mixed, 0, packetFrames, firstIndex);
  }

  private void mixChannel(OutputMix mix, int channel, long firstIndex, int at, int frames, int epoch) {
    int first = mix.first[channel];
    int lanes = mix.first[channel + 1] - first;
    if (lanes == 1 && mix.gain[first] == 1.0 && !mix.isDithered[channel]) {
      copyChannel(mix, first, channel, firstIndex, at, frames, epoch);
    } else {
      Arrays.fill(sum, 0, frames, 0);
      addLanes(mix, first, first + lanes, firstIndex, frames, epoch);
      round(channel, mix.isDithered[channel], firstIndex, at, frames);
    }
  }

  private void blendChannel(OutputFade fade, int channel, long firstIndex, int at, int frames, int epoch) {
    Arrays.fill(sum, 0, frames, 0);
    double progress = fade.progress(channel, firstIndex);
    double step = 1.0 / (fade.frames[channel] + 1);
    for (int lane = fade.first[channel]; lane < fade.first[channel + 1]; lane++) {
      Timeline timeline = timelines[fade.input[lane]];
      int[] samples = timeline.samples();
      long from = firstIndex - linkOffsetFrames[fade.input[lane]];
      double way = fade.to[lane] - fade.from[lane];
      double gain = fade.from[lane] + way * progress;
      for (int i = 0; i < frames; i++) {
        if (timeline.holds(from + i, epoch)) {
          sum[i] += (gain + way * step * i) * samples[timeline.position(from + i) + fade.channel[lane]];
        }
      }
    }
    round(channel, fade.isDithered[channel], firstIndex, at, frames);
  }

  private void copyChannel(OutputMix mix, int lane, int channel, long firstIndex, int at, int frames, int epoch) {
    Timeline timeline = timelines[mix.input[lane]];
    int[] samples = timeline.samples();
    long from = firstIndex - linkOffsetFrames[mix.input[lane]];
    for (int i = 0; i < frames; i++) {
      boolean isHeld = timeline.holds(from + i, epoch);
      mixed[(at + i) * channels + channel] = isHeld ? samples[timeline.position(from + i) + mix.channel[lane]] : 0;
    }
  }

  private void round(int channel, boolean isDithered, long firstIndex, int at, int frames) {
    long overloadsBefore = quantizer.overloads();
    boolean needsDither = isDithered && !isExact(frames);
    for (int i = 0; i < frames; i++) {
      mixed[(at + i) * channels + channel] = quantizer.quantize(sum[i], firstIndex + i, channel, needsDither);
    }
    if (quantizer.overloads() != overloadsBefore) {
      counters.add(OutputCounter.OVERLOADS, quantizer.overloads() - overloadsBefore);
    }
  }

  /** Whether rounding changes nothing: a bypassed source, or silence. Dither would add noise to what needs none. */
  private boolean isExact(int frames) {
    for (int i = 0; i < frames; i++) {
      double scaled = sum[i] / step;
      if (scaled != Math.rint(scaled)) {
        return false;
      }
    }
    return true;
  }

  private void addLanes(OutputMix mix, int first, int end, long firstIndex, int frames, int epoch) {
    planes.moveTo(firstIndex, frames, epoch);
    int lane = first;
    while (lane < end) {
      int slot = slot(mix, lane);
      if (end - lane >= FOUR) {
        int next = slot(mix, lane + 1);
        int third = slot(mix, lane + 2);
        int fourth = slot(mix, lane + 3);
        if (areApart(slot, next, third, fourth)) {
          double[] a = plane(mix, lane, slot);
          double[] b = plane(mix, lane + 1, next);
          double[] c = plane(mix, lane + 2, third);
          planes.addFour(sum, mix.gain, lane, a, b, c, plane(mix, lane + 3, fourth));
          lane += FOUR;
          continue;
        }
      }
      planes.add(sum, mix.gain[lane], plane(mix, lane, slot));
      lane++;
    }
  }

  private int slot(OutputMix mix, int lane) {
    int input = mix.input[lane];
    return planes.slot(timelines[input], input, mix.channel[lane]);
  }

  private double[] plane(OutputMix mix, int lane, int slot) {
    int input = mix.input[lane];
    return planes.plane(slot, timelines[input], input, mix.channel[lane], linkOffsetFrames[input]);
  }

  /** Whether four channels can stay unpacked at the same time. */
  private static boolean areApart(int a, int b, int c, int d) {
    return a != b && a != c && a != d && b != c && b != d && c != d;
  }
}
