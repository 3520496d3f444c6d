package io.crosspoint.app.listen;

import io.crosspoint.app.talk.CounterPattern;

/**
 * Checks every sample against the talker's counter pattern and finds the latency of the route from the samples themselves.
 *
 * <p>The lag is found from one sample and believed when the next frames agree. A frame that does not fit is silence, or a change of
 * latency if a new lag fits it and the frames after it, or wrong.
 */
final class PatternCheck {

  private static final int AGREEING_FRAMES = 8;

  private final CounterPattern pattern;
  private final ExpectedAudio expected;
  private final int channels;
  private boolean isFound;
  private int lag;
  private long checkedFrames;
  private long wrongSamples;
  private long silentFrames;
  private long latencyChanges;
  private int minLatency = Integer.MAX_VALUE;
  private int maxLatency = Integer.MIN_VALUE;

  PatternCheck(CounterPattern pattern, ExpectedAudio expected, int channels) {
    this.pattern = pattern;
    this.expected = expected;
    this.channels = channels;
  }

  /** @param rtpIndex low 32 bits of the media index of the first frame, by the packet's timestamp */
  void onFrames(int rtpIndex, int[] samples, int frames) {
    for (int frame = 0; frame < frames; frame++) {
      if (isFound) {
        checkedFrames++;
        if (isWrong(rtpIndex, samples, frame)) {
          onWrongFrame(rtpIndex, samples, frame, frames);
        }
      } else if (!isSilent(samples, frame) && find(rtpIndex, samples, frame, frames)) {
        isFound = true;
        checkedFrames++;
      }
    }
  }

  private void onWrongFrame(int rtpIndex, int[] samples, int frame, int frames) {
    if (isSilent(samples, frame)) {
      silentFrames++;
    } else if (find(rtpIndex, samples, frame, frames)) {
      latencyChanges++;
    } else {
      for (int channel = 0; channel < channels; channel++) {
        wrongSamples += isWrong(rtpIndex, samples, frame, channel) ? 1 : 0;
      }
    }
  }

  private boolean find(int rtpIndex, int[] samples, int frame, int frames) {
    int before = lag;
    lag = pattern.lag(rtpIndex + frame, samples[frame * channels], expected.firstChannel());
    int end = Math.min(frames, frame + AGREEING_FRAMES);
    for (int i = frame; i < end; i++) {
      if (isWrong(rtpIndex, samples, i)) {
        lag = before;
        return false;
      }
    }
    minLatency = Math.min(minLatency, pattern.latencyFrames(lag));
    maxLatency = Math.max(maxLatency, pattern.latencyFrames(lag));
    return true;
  }

  private boolean isWrong(int rtpIndex, int[] samples, int frame) {
    for (int channel = 0; channel < channels; channel++) {
      if (isWrong(rtpIndex, samples, frame, channel)) {
        return true;
      }
    }
    return false;
  }

  private boolean isWrong(int rtpIndex, int[] samples, int frame, int channel) {
    int wanted = expected.sample(rtpIndex + frame - lag, channel);
    int tolerance = expected.tolerance(channel);
    int sample = samples[frame * channels + channel];
    return tolerance == 0 ? sample != wanted : Math.abs((long) sample - wanted) > tolerance;
  }

  private boolean isSilent(int[] samples, int frame) {
    for (int at = frame * channels; at < (frame + 1) * channels; at++) {
      if (samples[at] != 0) {
        return false;
      }
    }
    return true;
  }

  PatternReport report() {
    return isFound
        ? new PatternReport(
            checkedFrames, wrongSamples, silentFrames, latencyChanges, minLatency, maxLatency, pattern.stream(lag))
        : new PatternReport(0, 0, 0, 0, 0, 0, -1);
  }
}
