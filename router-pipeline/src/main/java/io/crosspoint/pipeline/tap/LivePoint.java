package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A tap as the rendering thread sees it. One class for all kinds, so that a kind that is new on air is not new to the compiler. */
final class LivePoint {

  final LiveRing ring;
  private final LiveTap.Kind kind;
  private final int input;
  private final @Nullable OutputSpec output;
  private final @Nullable Timeline timeline;
  private final int linkOffsetFrames;
  private final int rateHz;
  private final int channels;
  private final int runFrames;
  private final int[] run;
  private final int[] silence;
  private long nextIndex = Long.MIN_VALUE;
  private int epoch;

  private LivePoint(
      LiveTap.Kind kind, int input, @Nullable InputSpec spec, @Nullable OutputSpec output, @Nullable Timeline timeline, LiveRing ring) {
    AudioFormat format = spec == null ? null : spec.format();
    this.kind = kind;
    this.ring = ring;
    this.input = input;
    this.output = output;
    this.timeline = timeline;
    this.linkOffsetFrames = spec == null ? 0 : spec.linkOffsetFrames();
    this.rateHz = format == null ? 0 : format.rateHz();
    this.channels = format == null ? 0 : format.channels();
    this.runFrames = format == null ? 0 : runFrames(format);
    this.run = new int[runFrames * channels];
    this.silence = new int[channels];
  }

  /** @param timeline what routes read, at the input's own rate */
  static LivePoint ofAudio(InputSpec input, Timeline timeline, LiveRing ring) {
    return new LivePoint(LiveTap.Kind.INPUT_AUDIO, -1, input, null, timeline, ring);
  }

  /** @param input its index in the shard */
  static LivePoint ofPackets(int input, LiveRing ring) {
    return new LivePoint(LiveTap.Kind.INPUT_PACKETS, input, null, null, null, ring);
  }

  static LivePoint ofOutput(OutputSpec output, LiveRing ring) {
    return new LivePoint(LiveTap.Kind.OUTPUT_PACKETS, -1, null, output, null, ring);
  }

  /** Frames that are handed over at once, at most. */
  static int runFrames(AudioFormat format) {
    return Math.max(1, format.rateHz() / 1000);
  }

  static int runBytes(AudioFormat format) {
    return runFrames(format) * format.channels() * Encoding.L24.bytesPerSample();
  }

  void onPacket(MediaEvent event, MemorySegment slab, long offset) {
    if (kind == LiveTap.Kind.INPUT_PACKETS && event.input == input) {
      long to = ring.claim(event.lengthBytes);
      if (to >= 0) {
        MemorySegment.copy(slab, offset, ring.memory(), to, event.lengthBytes);
        ring.from(event.sourceAddress, event.sourcePort, event.leg);
        ring.publish(event.lengthBytes, 0, event.arrivalPtpNs);
      }
    }
  }

  void onTransmit(MediaEvent event, int groupRateHz, TransmitBatch batch) {
    if (kind == LiveTap.Kind.OUTPUT_PACKETS) {
      takePacket(event, batch);
    } else if (kind == LiveTap.Kind.INPUT_AUDIO && groupRateHz == rateHz) {
      takeFrames(event);
    }
  }

  /** Found by what it is, not by a number: outputs come and go, and one that is made anew under the same name is another one. */
  @SuppressWarnings("ReferenceEquality")
  private void takePacket(MediaEvent event, TransmitBatch batch) {
    for (int packet = 0; packet < batch.packets(); packet++) {
      if (batch.output(packet) == output) {
        long to = ring.claim(batch.length(packet));
        if (to >= 0) {
          MemorySegment.copy(batch.memory(), batch.offset(packet), ring.memory(), to, batch.length(packet));
          ring.publish(batch.length(packet), event.firstIndex, event.deadlinePtpNs);
        }
        return;
      }
    }
  }

  /** Whichever group of the rate is furthest ahead: what it reads is closed, or as good as. */
  private void takeFrames(MediaEvent event) {
    long end = event.firstIndex + event.frames - linkOffsetFrames;
    boolean isNew = event.clockEpoch != epoch || end - nextIndex > 4L * runFrames + event.frames || nextIndex == Long.MIN_VALUE;
    if (isNew) {
      epoch = event.clockEpoch;
      nextIndex = end - event.frames;
    }
    while (nextIndex < end) {
      int frames = (int) Math.min(runFrames, end - nextIndex);
      takeRun(frames, event);
      nextIndex += frames;
    }
  }

  private void takeRun(int frames, MediaEvent event) {
    int bytes = frames * channels * Encoding.L24.bytesPerSample();
    long to = ring.claim(bytes);
    Timeline from = timeline;
    if (to < 0 || from == null) {
      return;
    }
    for (int i = 0; i < frames; i++) {
      boolean isHeld = from.holds(nextIndex + i, epoch);
      System.arraycopy(isHeld ? from.samples() : silence, isHeld ? from.position(nextIndex + i) : 0, run, i * channels, channels);
    }
    Samples.write(Encoding.L24, run, 0, frames * channels, ring.memory(), to);
    ring.publish(bytes, nextIndex, event.deadlinePtpNs);
  }

  /** Bytes of an output's packet. */
  static int packetBytes(OutputSpec output) {
    return RtpPacket.HEADER_BYTES + output.packetFrames() * output.format().frameBytes();
  }
}
