package io.crosspoint.benchmarks.rig.plant;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.SplittableRandom;

/**
 * How an input is sent.
 *
 * @param frames of a packet
 * @param phase what the media indices of first frames leave when divided by {@code frames}
 * @param timestampOffset declared, or 0 for timestamps that are PTP time
 * @param legs one, or two of ST 2022-7
 */
record StreamShape(int frames, int phase, int timestampOffset, int legs, int linkOffsetFrames) {

  static final AudioFormat FORMAT = new AudioFormat(Encoding.L16, PlantTime.RATE_HZ, 1);
  /** 20 ms, the longest packet that the router takes. */
  static final int MOST_FRAMES = 40;
  /** Packet time, network and holding back fit in, and what is read further back is still there. */
  private static final int LEAST_LINK_OFFSET_FRAMES = 130;

  static StreamShape random(SplittableRandom random) {
    int frames = random.nextInt(4) == 0 ? MOST_FRAMES / 2 : MOST_FRAMES;
    return new StreamShape(
        frames, random.nextInt(frames), random.nextBoolean() ? random.nextInt() : 0, random.nextInt(8) == 0 ? 2 : 1,
        LEAST_LINK_OFFSET_FRAMES + random.nextInt(80));
  }

  InputSpec spec(String name) {
    return Plants.input(name, FORMAT, frames, linkOffsetFrames, legs, timestampOffset == 0 ? null : timestampOffset);
  }

  long firstIndex(long packet) {
    return packet * frames + phase;
  }

  /** The packet that a frame is in. */
  long packetOf(long index) {
    return Math.floorDiv(index - phase, (long) frames);
  }

  /** From the end of a packet's last frame on. */
  long delayNs(int leg) {
    return 100_000 + phase * 50_000L + leg * 5_000_000L;
  }
}
