package io.crosspoint.app.talk;

/** What a talker sends: a pure function of media time, so that nobody has to be told when it began. */
public interface TestSignal {

  /** The sample of a channel, left-justified in 32 bits, exact in the stream's width. Real-time safe. */
  int sample(long mediaIndex, int stream, int channel);
}
