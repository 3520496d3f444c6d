package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.meter.Counter;

/** What a Sendspin player counts. */
public enum SendspinCounter implements Counter {
  CONNECTIONS("sendspin_connections", "Times that a server was reached and said hello."),
  CHUNKS("sendspin_chunks", "Audio chunks received."),
  LATE_CHUNKS("sendspin_late_chunks", "Chunks dropped because their time was over when they came."),
  FAR_CHUNKS("sendspin_far_chunks", "Chunks dropped because they are meant for more than ten minutes from now."),
  OVERFLOW_CHUNKS("sendspin_overflow_chunks", "Chunks dropped because the server sends more than the buffer that it was told of."),
  BAD_CHUNKS("sendspin_bad_chunks", "Binary messages that are no chunk, came without a stream, or could not be decoded."),
  BAD_MESSAGES("sendspin_bad_messages", "Text messages that are not JSON or not what the protocol says."),
  TIME_EXCHANGES("sendspin_time_exchanges", "Exchanges of time stamps with the server."),
  BAD_TIMES("sendspin_bad_times", "Time stamps of the server that cannot be true: answers to no question, or from before the question."),
  CLOCK_STEPS("sendspin_clock_steps", "Times that the server's clock was found to have been set."),
  GAPS("sendspin_gaps", "Chunks that do not follow the one before them: a gap or an overlap in the server's own stream."),
  UNDERRUNS("sendspin_underruns", "Times that the audio ended without the server saying so; faded out and in."),
  RESYNCS("sendspin_resyncs", "Times that playback was off by more than could be corrected inaudibly, and was moved under a fade.");

  private final String metricName;
  private final String help;

  SendspinCounter(String metricName, String help) {
    this.metricName = metricName;
    this.help = help;
  }

  @Override
  public String metricName() {
    return metricName;
  }

  @Override
  public String help() {
    return help;
  }
}
