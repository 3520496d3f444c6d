package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.pcm.Timeline;
import java.util.Arrays;

/**
 * Single channels of inputs, as the mixing of one packet reads them: one behind the other and as doubles, silent where a frame is missing.
 * A channel is unpacked once for all outputs of a group, so a crosspoint costs two arithmetic operations on whole vectors, where reading
 * interleaved and tagged frames would cost six on single samples.
 *
 * <p>Remembers as many channels as it has slots; two that share a slot push each other out, which costs time and changes nothing. Belongs
 * to the thread that renders; allocates nothing after construction.
 */
final class MixPlanes {

  private static final int LEAST_SLOTS = 64;
  private static final int MOST_SLOTS = 256;
  private static final int INPUT_SHIFT = 8;
  private static final int PART_SHIFT = 24;

  private final int mask;
  private final double[][] planes;
  /** What each slot holds: the part of the packet, the input and the channel, in one word. */
  private final long[] keys;

  /** Counts the parts of packets that are mixed one after the other. */
  private long part;

  private long firstIndex;
  private int frames;
  private int epoch;

  /** @param expectedChannels of all inputs together */
  MixPlanes(int expectedChannels, int packetFrames) {
    int slots = Integer.highestOneBit(Math.clamp(2L * expectedChannels - 1, LEAST_SLOTS, MOST_SLOTS));
    this.mask = slots - 1;
    this.planes = new double[slots][packetFrames];
    this.keys = new long[slots];
  }

  /** Forgets everything: the timelines have gone on. */
  void begin() {
    part++;
    frames = 0;
  }

  /** Which part of a packet is mixed next. */
  void moveTo(long index, int count, int clockEpoch) {
    if (firstIndex != index || frames != count || epoch != clockEpoch) {
      part++;
      firstIndex = index;
      frames = count;
      epoch = clockEpoch;
    }
  }

  /** Where {@link #plane} keeps a channel: as long as no other of the same slot is asked for, it stays. */
  int slot(Timeline timeline, int input, int channel) {
    return (input * timeline.channels() + channel) & mask;
  }

  /**
   * The frames of a channel that a part reads; they stand at the beginning of the array.
   *
   * @param slot of this channel
   */
  double[] plane(int slot, Timeline timeline, int input, int channel, int linkOffsetFrames) {
    long key = (part << PART_SHIFT) | ((long) input << INPUT_SHIFT) | channel;
    if (keys[slot] != key) {
      unpack(timeline, channel, firstIndex - linkOffsetFrames, frames, epoch, planes[slot]);
      keys[slot] = key;
    }
    return planes[slot];
  }

  private static void unpack(Timeline timeline, int channel, long from, int count, int epoch, double[] to) {
    int[] samples = timeline.samples();
    int held = timeline.countHeld(from, count, epoch);
    if (held == count && timeline.framesToWrap(from) >= count) {
      unpackRun(samples, timeline.position(from) + channel, timeline.channels(), count, to);
    } else if (held == 0) {
      Arrays.fill(to, 0, count, 0);
    } else {
      for (int i = 0; i < count; i++) {
        to[i] = timeline.holds(from + i, epoch) ? samples[timeline.position(from + i) + channel] : 0;
      }
    }
  }

  private static void unpackRun(int[] samples, int at, int step, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = samples[at + i * step];
    }
  }

  /** Adds the frames of the present part of one channel. Separate operations, not fused ones, whose results would be others. */
  void add(double[] sum, double gain, double[] plane) {
    int count = frames;
    for (int i = 0; i < count; i++) {
      sum[i] += gain * plane[i];
    }
  }

  /** Adds four channels in the order in which {@link #add} would, with the sum in registers meanwhile. */
  void addFour(double[] sum, double[] gains, int at, double[] a, double[] b, double[] c, double[] d) {
    double ofA = gains[at];
    double ofB = gains[at + 1];
    double ofC = gains[at + 2];
    double ofD = gains[at + 3];
    int count = frames;
    for (int i = 0; i < count; i++) {
      sum[i] = (((sum[i] + ofA * a[i]) + ofB * b[i]) + ofC * c[i]) + ofD * d[i];
    }
  }
}
