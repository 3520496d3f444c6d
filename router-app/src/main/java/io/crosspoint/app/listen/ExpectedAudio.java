package io.crosspoint.app.listen;

/** What should stand in each channel of a stream that carries the counter pattern; channel 0 carries it untouched. */
public interface ExpectedAudio {

  /**
   * @param marked index of channel 0's pattern, as {@link io.crosspoint.app.talk.CounterPattern#at} takes it
   * @return left-justified in 32 bits
   */
  int sample(int marked, int channel);

  /** Number of the pattern's channel that channel 0 carries. */
  int firstChannel();

  /** How far a sample may be off, as a difference of left-justified samples: 0 for audio that must not be touched. */
  int tolerance(int channel);
}
