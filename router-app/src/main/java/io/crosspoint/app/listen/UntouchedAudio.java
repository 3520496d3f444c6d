package io.crosspoint.app.listen;

import io.crosspoint.app.talk.CounterPattern;

/** The talker's own stream, channel for channel, bit for bit. */
public record UntouchedAudio(CounterPattern pattern) implements ExpectedAudio {

  @Override
  public int sample(int marked, int channel) {
    return pattern.at(marked, channel);
  }

  @Override
  public int firstChannel() {
    return 0;
  }

  @Override
  public int tolerance(int channel) {
    return 0;
  }
}
