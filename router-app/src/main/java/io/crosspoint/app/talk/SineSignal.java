package io.crosspoint.app.talk;

import io.crosspoint.pipeline.pcm.AudioFormat;

/**
 * 997 Hz at −18 dBFS (EBU R 68 alignment level) on the first channel, its multiples on the others: a prime frequency, so that every code
 * is visited. Phase is a function of media time, so two talkers agree.
 */
public final class SineSignal implements TestSignal {

  private static final int FREQUENCY_HZ = 997;
  private static final double AMPLITUDE = Math.pow(10, -18 / 20.0);

  private final int rateHz;
  private final int[] table;

  public SineSignal(AudioFormat format) {
    this.rateHz = format.rateHz();
    int bits = Math.min(24, 8 * format.encoding().bytesPerSample());
    double scale = AMPLITUDE * ((1 << (bits - 1)) - 1);
    // AM824 carries 24 bits of audio below 8 bits of flags.
    int shift = format.encoding().bytesPerSample() == 4 ? 0 : 32 - bits;
    int mask = format.encoding().bytesPerSample() == 4 ? 0x00FF_FFFF : -1;
    this.table = new int[rateHz];
    for (int i = 0; i < rateHz; i++) {
      table[i] = ((int) Math.round(scale * Math.sin(2 * Math.PI * i / rateHz)) << shift) & mask;
    }
  }

  @Override
  public int sample(long mediaIndex, int stream, int channel) {
    long cycles = (long) FREQUENCY_HZ * (channel + 1);
    return table[(int) Math.floorMod(Math.floorMod(mediaIndex, (long) rateHz) * cycles, (long) rateHz)];
  }
}
