package io.crosspoint.app.demo;

import io.crosspoint.app.listen.ExpectedAudio;
import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.pipeline.Crosspoint;
import java.util.List;

/**
 * One output of the demonstration: what is routed to it, and so what must be heard there. Input i carries stream i of the talker.
 *
 * @param packetFrames frames of each packet that is sent
 */
record DemoRoute(String name, int packetFrames, List<Feed> feeds) {

  /** Half a unit in the last place of 24 bits for our rounding, half for the router's, left-justified in 32 bits. */
  private static final int ONE_LSB = 256;

  /** One open crosspoint. The first one of a route feeds channel 0 untouched. */
  record Feed(int input, int inputChannel, int outputChannel, double gain) {}

  /** @param output index of this route's output in the plant */
  List<Crosspoint> crosspoints(int output) {
    return feeds.stream()
        .map(feed -> new Crosspoint(feed.input(), feed.inputChannel(), output, feed.outputChannel(), feed.gain()))
        .toList();
  }

  ExpectedAudio expected(CounterPattern pattern) {
    return new Expected(pattern, feeds);
  }

  private record Expected(CounterPattern pattern, List<Feed> feeds) implements ExpectedAudio {

    @Override
    public int sample(int marked, int channel) {
      double sum = 0;
      for (int i = 0; i < feeds.size(); i++) {
        Feed feed = feeds.get(i);
        if (feed.outputChannel() == channel) {
          int sample = pattern.at(pattern.shifted(marked, feed.input() - feeds.getFirst().input()), feed.inputChannel());
          if (feed.gain() == 1.0) {
            return sample;
          }
          sum += sample * feed.gain();
        }
      }
      return (int) Math.round(sum / ONE_LSB) * ONE_LSB;
    }

    @Override
    public int firstChannel() {
      return feeds.getFirst().inputChannel();
    }

    @Override
    public int tolerance(int channel) {
      for (int i = 0; i < feeds.size(); i++) {
        if (feeds.get(i).outputChannel() == channel && feeds.get(i).gain() != 1.0) {
          return ONE_LSB;
        }
      }
      return 0;
    }
  }
}
