package io.crosspoint.pipeline.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AudioTrailTest {

  private static final int CHANNELS = 3;
  private final AudioTrail trail = new AudioTrail(CHANNELS, 48_000);

  /** Frames whose samples say their own position. */
  private static int[] frames(long first, int frames) {
    int[] samples = new int[frames * CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (int) (first * CHANNELS + i);
    }
    return samples;
  }

  private static void assertFrames(long first, int frames, int[] read) {
    for (int i = 0; i < frames * CHANNELS; i++) {
      assertEquals((int) (first * CHANNELS + i), read[i], "sample " + i + " of frame " + first);
    }
  }

  @Test
  void shouldGiveBackWhatWasWrittenAcrossItsEnd() {
    SplittableRandom random = new SplittableRandom(1);
    int[] read = new int[trail.capacityFrames() * CHANNELS];
    long position = 0;
    for (int i = 0; i < 2_000; i++) {
      int frames = 1 + random.nextInt(480);
      trail.add(frames(trail.written(), frames), 0, frames);
      if (random.nextInt(4) == 0) {
        int there = (int) (trail.written() - position);
        assertTrue(trail.read(position, there, read));
        assertFrames(position, there, read);
        position += there;
      }
    }
  }

  @Test
  void shouldTellThatFramesAreGone() {
    int[] read = new int[trail.capacityFrames() * CHANNELS];
    trail.add(frames(0, 100), 0, 100);
    for (long at = 100; at < trail.capacityFrames(); at += 4) {
      trail.add(frames(at, 4), 0, 4);
    }
    assertTrue(trail.read(0, 100, read));
    trail.add(frames(trail.written(), 1), 0, 1);
    assertFalse(trail.read(0, 100, read));
    assertTrue(trail.read(1, 99, read));
  }

  @Test
  void shouldNeverShowTornFramesToAReaderThatIsTooSlow() throws InterruptedException {
    AtomicBoolean isDone = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().daemon().start(() -> {
      while (!isDone.get()) {
        trail.add(frames(trail.written(), 48), 0, 48);
      }
    });
    int[] read = new int[trail.capacityFrames() * CHANNELS];
    int whole = 0;
    for (int i = 0; i < 20_000 || (whole == 0 && i < 2_000_000); i++) {
      long end = trail.written();
      long position = Math.max(0, end - 2_048);
      if (trail.read(position, (int) (end - position), read)) {
        assertFrames(position, (int) (end - position), read);
        whole++;
      }
    }
    isDone.set(true);
    writer.join();
    assertTrue(whole > 0, "no reading was whole");
  }
}
