package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.pcm.Encoding;

/**
 * Looks for the preambles of SMPTE 337 data bursts (coded audio carried as if it were PCM): Pa and Pb in two successive samples, with data
 * words of 16, 20 or 24 bits, left-justified (SMPTE ST 337 clause 7.2). The two are side by side in one frame (a channel pair) or follow
 * each other in one channel.
 */
final class DataBurstWatch {

  private static final int PA_16 = 0xF872;
  private static final int PB_16 = 0x4E1F;
  private static final int PA_20 = 0x6F872;
  private static final int PB_20 = 0x54E1F;
  private static final int PA_24 = 0x96F872;
  private static final int PB_24 = 0xA54E1F;

  private final int channels;
  private final boolean isWide;
  /** By channel, whether its newest sample was a Pa. */
  private final boolean[] wasPa;

  DataBurstWatch(Encoding encoding, int channels) {
    this.channels = channels;
    this.isWide = encoding != Encoding.L16;
    this.wasPa = new boolean[channels];
  }

  /** Whether a preamble is completed in these frames: interleaved, left-justified in 32 bits. */
  boolean sees(int[] samples, int frames) {
    boolean isFound = false;
    for (int i = 0; i < frames * channels; i++) {
      int channel = i % channels;
      int sample = samples[i];
      isFound |= isPb(sample) && (wasPa[channel] || ((channel & 1) == 1 && wasPa[channel - 1]));
      wasPa[channel] = isPa(sample);
    }
    return isFound;
  }

  private boolean isPa(int sample) {
    return sample == PA_16 << 16 || (isWide && (sample == PA_20 << 12 || sample == PA_24 << 8));
  }

  private boolean isPb(int sample) {
    return sample == PB_16 << 16 || (isWide && (sample == PB_20 << 12 || sample == PB_24 << 8));
  }
}
