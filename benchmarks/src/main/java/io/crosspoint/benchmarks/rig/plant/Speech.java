package io.crosspoint.benchmarks.rig.plant;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What every input says at every media index of every clock epoch: 16-bit samples, none of them silence, from a table of noise that is
 * entered at another place for each block, so that a frame of another input, index or epoch is told apart.
 */
final class Speech {

  static final int SAMPLE_BYTES = 2;

  private static final int BLOCK_FRAMES = 64;
  private static final int TABLE_FRAMES = 1 << 16;

  private final byte[] octets = new byte[SAMPLE_BYTES * (TABLE_FRAMES + BLOCK_FRAMES)];

  Speech() {
    SplittableRandom random = new SplittableRandom(0x5EEC);
    for (int at = 0; at < octets.length; at += SAMPLE_BYTES) {
      int sample = random.nextInt(-30_000, 30_000);
      sample = sample == 0 ? 1 : sample;
      octets[at] = (byte) (sample >> 8);
      octets[at + 1] = (byte) sample;
    }
  }

  private static int place(int input, int epoch, long index) {
    long mixed = (index / BLOCK_FRAMES + 0x1_0000_0000L * input + ((long) epoch << 44)) * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58_476D_1CE4_E5B9L;
    return SAMPLE_BYTES * ((int) (mixed >>> 48) + (int) (index % BLOCK_FRAMES));
  }

  private static int framesInBlock(long index, int most) {
    return Math.min(most, BLOCK_FRAMES - (int) (index % BLOCK_FRAMES));
  }

  /** As on the wire. */
  void speak(int input, int epoch, long index, int frames, byte[] to, int at) {
    for (int done = 0; done < frames; ) {
      int some = framesInBlock(index + done, frames - done);
      System.arraycopy(octets, place(input, epoch, index + done), to, at + SAMPLE_BYTES * done, SAMPLE_BYTES * some);
      done += some;
    }
  }

  /** Whether that is what an input says there. */
  boolean isSaid(int input, int epoch, long index, int frames, byte[] by, int at) {
    for (int done = 0; done < frames; ) {
      int some = framesInBlock(index + done, frames - done);
      int from = place(input, epoch, index + done);
      int to = at + SAMPLE_BYTES * done;
      if (!Arrays.equals(octets, from, from + SAMPLE_BYTES * some, by, to, to + SAMPLE_BYTES * some)) {
        return false;
      }
      done += some;
    }
    return true;
  }

  int sample(int input, int epoch, long index) {
    return sampleAt(octets, place(input, epoch, index));
  }

  static int sampleAt(byte[] octets, int at) {
    return (octets[at] << 8) | (octets[at + 1] & 0xFF);
  }
}
