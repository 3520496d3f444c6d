package io.crosspoint.benchmarks.rig.plant;

import io.crosspoint.benchmarks.rig.plant.Senders.Heard;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Simulation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks every packet of every output: that it leaves at its deadline, that sequence number and timestamp are those of its media index and
 * its SSRC that of its name, that none is missing, and each of its frames.
 */
final class Ears implements Simulation.Listener {

  /** Rounding to 16 bits, with dither of two least significant bits from end to end. */
  static final int MIX_TOLERANCE = 2;

  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long NOWHERE = Long.MIN_VALUE;

  private final Speech speech;
  private final PlantTime time;
  private final Senders senders;
  private final Tally tally;
  private final int[] frames;
  private final int[] ssrcs;
  private final boolean[] isThere;
  private final long[] nextIndex;
  private final Patch[] before;
  private final Patch[] now;
  /** The plant's number of each of the router's. */
  private final int[] outputs;
  private final byte[] packet = new byte[Senders.HEADER_BYTES + Speech.SAMPLE_BYTES * StreamShape.MOST_FRAMES + 8];

  /** @param frames of a packet, for each output */
  Ears(Speech speech, PlantTime time, Senders senders, Tally tally, int[] frames, Patch[] patches) {
    this.speech = speech;
    this.time = time;
    this.senders = senders;
    this.tally = tally;
    this.frames = frames;
    int count = frames.length;
    this.ssrcs = new int[count];
    this.isThere = new boolean[count];
    this.nextIndex = new long[count];
    this.before = patches.clone();
    this.now = patches.clone();
    this.outputs = new int[count];
    for (int output = 0; output < count; output++) {
      come(output, output, patches[output]);
    }
  }

  /** It is sent under a number of the router's. */
  void come(int output, int number, Patch patch) {
    outputs[number] = output;
    isThere[output] = true;
    nextIndex[output] = NOWHERE;
    before[output] = patch;
    now[output] = patch;
  }

  /** None of it may come any more. */
  void go(int output) {
    isThere[output] = false;
  }

  void patch(int output, Patch patch) {
    before[output] = now[output];
    now[output] = patch;
  }

  Patch patch(int output) {
    return now[output];
  }

  /** The plant's time was set: outputs go on at another index, with the routes that they had. */
  void forget() {
    for (int output = 0; output < now.length; output++) {
      nextIndex[output] = NOWHERE;
      now[output] = now[output].at(Patch.ALWAYS, 0);
    }
  }

  @Override
  public void onPacket(int number, MemorySegment memory, int offset, int length, long sentPtpNs) {
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, packet, 0, length);
    int output = outputs[number];
    int count = frames[output];
    long index = sentPtpNs / PlantTime.FRAME_NS - count;
    tally.packetsSent++;
    tally.framesSent += count;
    hash(length);
    boolean isRight =
        isThere[output] && length == Senders.HEADER_BYTES + Speech.SAMPLE_BYTES * count && sentPtpNs % PlantTime.FRAME_NS == 0
            && index % count == 0 && (nextIndex[output] == NOWHERE || nextIndex[output] == index) && hasHeader(output, index);
    if (!isRight) {
      tally.fail(
          "output %d, header %08x %08x %08x at %d ns: index %d, expected %d".formatted(
              output, (int) INT.get(packet, 0), (int) INT.get(packet, 4), (int) INT.get(packet, 8), sentPtpNs, index, nextIndex[output]));
    }
    if (nextIndex[output] == index) {
      tally.timestampWraps += (int) index >= 0 && (int) (index - count) < 0 ? 1 : 0;
      tally.sequenceWraps += (index / count & 0xFFFF) == 0 ? 1 : 0;
    }
    nextIndex[output] = index + count;
    check(output, index, count);
  }

  private boolean hasHeader(int output, long index) {
    int ssrc = (int) INT.get(packet, 8);
    ssrcs[output] = ssrcs[output] == 0 ? ssrc : ssrcs[output];
    int first = 0x8000_0000 | (Plants.PAYLOAD_TYPE << 16) | ((int) (index / frames[output]) & 0xFFFF);
    return (int) INT.get(packet, 0) == first && (int) INT.get(packet, 4) == (int) index && ssrc == ssrcs[output];
  }

  private void hash(int length) {
    long hash = tally.hash;
    for (int at = 0; at + 8 <= length; at += 8) {
      hash = (hash ^ (long) LONG.get(packet, at)) * 0x9E37_79B9_7F4A_7C15L;
      hash ^= hash >>> 32;
    }
    tally.hash = hash;
  }

  /** In up to three parts: before a change of the route, in its fade, and after it. */
  private void check(int output, long index, int count) {
    Patch after = now[output];
    int begin = (int) Math.clamp(after.fromIndex() - index, 0L, count);
    int end = (int) Math.clamp(after.fromIndex() + after.fadeFrames() - index, 0L, count);
    if (begin > 0) {
      check(output, before[output], index, 0, begin);
    }
    if (end > begin) {
      checkFade(output, index, begin, end);
    }
    if (count > end) {
      check(output, after, index, end, count);
    }
  }

  private void check(int output, Patch patch, long index, int begin, int end) {
    if (patch.isPlain()) {
      checkPlain(output, patch.inputs()[0], index, begin, end);
      return;
    }
    for (int i = begin; i < end; i++) {
      checkSum(output, index, i, sum(patch, index + i), isSure(patch, index + i));
    }
  }

  private void checkFade(int output, long index, int begin, int end) {
    Patch after = now[output];
    for (int i = begin; i < end; i++) {
      double progress = (index + i - after.fromIndex() + 1) / (after.fadeFrames() + 1.0);
      double sum = (1 - progress) * sum(before[output], index + i) + progress * sum(after, index + i);
      checkSum(output, index, i, sum, isSure(before[output], index + i) && isSure(after, index + i));
    }
  }

  private double sum(Patch patch, long outputIndex) {
    double sum = 0;
    for (int lane = 0; lane < patch.inputs().length; lane++) {
      sum += patch.gains()[lane] * said(patch.inputs()[lane], outputIndex);
    }
    return sum;
  }

  private boolean isSure(Patch patch, long outputIndex) {
    for (int input : patch.inputs()) {
      if (heard(input, outputIndex) == Heard.PERHAPS) {
        return false;
      }
    }
    return true;
  }

  private void checkSum(int output, long index, int i, double sum, boolean isSure) {
    int sample = Speech.sampleAt(packet, Senders.HEADER_BYTES + Speech.SAMPLE_BYTES * i);
    if (!isSure) {
      tally.eitherFrames++;
    } else if (Math.abs(sample - sum) <= MIX_TOLERANCE) {
      tally.mixedFrames++;
    } else {
      fail(output, index, i, "%d, the sum is %.1f".formatted(sample, sum));
    }
  }

  private Heard heard(int input, long outputIndex) {
    StreamShape shape = senders.shape(input);
    return senders.heard(input, shape.packetOf(outputIndex - shape.linkOffsetFrames()));
  }

  private int said(int input, long outputIndex) {
    long index = outputIndex - senders.shape(input).linkOffsetFrames();
    return heard(input, outputIndex) == Heard.NOTHING ? 0 : speech.sample(input, time.epoch(), index);
  }

  /** One input untouched: by the packets that its frames came in. */
  private void checkPlain(int output, int input, long index, int begin, int end) {
    StreamShape shape = senders.shape(input);
    long from = index - shape.linkOffsetFrames();
    for (int i = begin; i < end; ) {
      long spoken = shape.packetOf(from + i);
      int next = (int) Math.min(end, shape.firstIndex(spoken + 1) - from);
      int at = Senders.HEADER_BYTES + Speech.SAMPLE_BYTES * i;
      Heard heard = senders.heard(input, spoken);
      boolean isSaid = heard != Heard.NOTHING && speech.isSaid(input, time.epoch(), from + i, next - i, packet, at);
      if (isSaid && heard == Heard.ALL) {
        tally.exactFrames += next - i;
      } else if (isSaid || (heard != Heard.ALL && isSilent(at, next - i))) {
        if (heard == Heard.PERHAPS) {
          tally.eitherFrames += next - i;
        } else {
          tally.silentFrames += next - i;
        }
      } else {
        fail(output, index, i, "input %d, packet %d, heard: %s".formatted(input, spoken, heard));
      }
      i = next;
    }
  }

  private boolean isSilent(int at, int count) {
    for (int i = 0; i < Speech.SAMPLE_BYTES * count; i++) {
      if (packet[at + i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void fail(int output, long index, int i, String what) {
    tally.fail("output %d, frame %d of the packet at index %d of epoch %d: %s".formatted(output, i, index, time.epoch(), what));
  }
}
