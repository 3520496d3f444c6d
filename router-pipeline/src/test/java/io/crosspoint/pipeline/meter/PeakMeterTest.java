package io.crosspoint.pipeline.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeakMeterTest {

  private static final int WINDOW = 1024;

  private final PeakMeter meter = new PeakMeter(2, 48_000);

  @Test
  void shouldTellEachChannelsGreatestSampleOfAWindow() {
    assertEquals(PeakMeter.NONE, meter.newest());
    meter.add(new int[] {9, 1, -5, 7, 3, -40}, 0, 3, 10L * WINDOW);
    meter.add(new int[] {0, 0}, 0, 1, 11L * WINDOW);
    assertEquals(10, meter.newest());
    assertEquals(9, meter.peakSince(0, PeakMeter.NONE, 10));
    assertEquals(39, meter.peakSince(1, PeakMeter.NONE, 10), "one's complement");
    assertEquals(0, meter.peakSince(0, 10, 10), "nothing new");
  }

  @Test
  void shouldAgreeWithASearchWhateverTheChannelsAndFrames() {
    SplittableRandom random = new SplittableRandom(5);
    for (int channels = 1; channels <= 9; channels++) {
      for (int frames = 1; frames < 40; frames++) {
        PeakMeter any = new PeakMeter(channels, 48_000);
        int[] samples = random.ints(3 + (long) frames * channels).toArray();
        any.add(samples, 3, frames, 0);
        any.add(new int[channels], 0, 1, WINDOW);
        for (int channel = 0; channel < channels; channel++) {
          int greatest = 0;
          for (int frame = 0; frame < frames; frame++) {
            int sample = samples[3 + frame * channels + channel];
            greatest = Math.max(greatest, sample < 0 ? ~sample : sample);
          }
          assertEquals(greatest, any.peakSince(channel, PeakMeter.NONE, 0), channels + " channels, " + frames + " frames");
        }
      }
    }
  }

  @Test
  void shouldHoldTheGreatestSampleThereIs() {
    meter.add(new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, 0, 1, 0);
    meter.add(new int[2], 0, 1, WINDOW);
    assertEquals(Integer.MAX_VALUE, meter.peakSince(0, -1, 0));
    assertEquals(Integer.MAX_VALUE, meter.peakSince(1, -1, 0));
  }

  @Test
  void shouldMissNoWindowOfAReaderThatComesInTime() {
    for (int window = 0; window < 100; window++) {
      meter.add(new int[] {window == 41 ? 1000 : 1, 0}, 0, 1, (long) window * WINDOW);
    }
    long seen = 0;
    PeakMeter again = new PeakMeter(2, 48_000);
    long before = PeakMeter.NONE;
    for (int window = 0; window < 100; window++) {
      again.add(new int[] {window == 41 ? 1000 : 1, 0}, 0, 1, (long) window * WINDOW);
      if (window % 2 == 0) {
        long newest = again.newest();
        seen = Math.max(seen, again.peakSince(0, before, newest));
        before = newest;
      }
    }
    assertEquals(1000, seen);
  }

  @Test
  void shouldShowSilenceForWindowsThatNothingCameIn() {
    meter.add(new int[] {500, 500}, 0, 1, 0);
    meter.add(new int[] {3, 3}, 0, 1, 5L * WINDOW);
    meter.add(new int[] {4, 4}, 0, 1, 8L * WINDOW);
    meter.add(new int[] {0, 0}, 0, 1, 9L * WINDOW);
    assertEquals(8, meter.newest());
    assertEquals(4, meter.peakSince(0, 5, 8));
    assertEquals(4, meter.peakSince(0, 3, 8));
  }

  @Test
  void shouldStartAgainWhenTheClockIsSetBack() {
    meter.add(new int[] {500, 500}, 0, 1, 1_000_000L * WINDOW);
    meter.add(new int[] {3, 3}, 0, 1, 5L * WINDOW);
    meter.add(new int[] {0, 0}, 0, 1, 6L * WINDOW);
    assertEquals(5, meter.newest());
    assertEquals(3, meter.peakSince(0, 1_000_000, 5));
  }
}
