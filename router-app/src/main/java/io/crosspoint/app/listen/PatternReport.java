package io.crosspoint.app.listen;

/**
 * Whether a stream carries the counter pattern bit for bit.
 *
 * @param checkedFrames from the first frame that was recognised on; 0 when none was
 * @param silentFrames among them, frames of zeros
 * @param minLatencyFrames from the pattern's media time to the packet's, both read from the packet
 * @param stream number of the talker's stream, or −1 when nothing was recognised
 */
public record PatternReport(
    long checkedFrames, long wrongSamples, long silentFrames, long latencyChanges, int minLatencyFrames, int maxLatencyFrames, int stream) {

  /** Every sample as sent, at one constant latency. */
  public boolean isExact() {
    return checkedFrames > 0 && wrongSamples == 0 && silentFrames == 0 && latencyChanges == 0;
  }
}
