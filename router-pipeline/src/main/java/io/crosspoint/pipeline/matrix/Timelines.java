package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.pcm.Timeline;

/** Where rendering finds the audio of an input. */
public interface Timelines {

  /** The frames of an input on the plant's clock, counted at a sample rate. */
  Timeline timeline(int input, int rateHz);
}
