package io.crosspoint.pipeline.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between a writer's thread and the ring: every accepted frame arrives, in order and whole, and neither waits for the other. */
class HandOverTest {

  private static final int WINDOW = 4800;

  private final AtomicLong played = new AtomicLong();

  private static SourceTimeline timeline(int channels) {
    return new SourceTimeline(new AudioFormat(Encoding.L24, 48_000, channels), new SourceSpec(WINDOW, SourceSpec.Holes.SILENCE));
  }

  /** The reader takes the transmitter's part: it moves the consumed index on behind what has arrived. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64, 256})
  @Timeout(60)
  void shouldCarryEveryFrameAcrossThreads(int channels) throws InterruptedException {
    SourceTimeline timeline = timeline(channels);
    EventRing ring = new EventRing(1024, 4 * channels * SourceTimeline.chunkFrames(channels), new YieldingWaitStrategy());
    SourceIntake intake = new SourceIntake(ring);
    intake.adopt(new SourceIntake.Carried(Map.of(0, timeline)));
    long frames = 4_000_000 / channels;
    timeline.playout().publish(1, 1, 1, 1, 1, 0);
    Thread writer = new Thread(() -> writeAll(timeline, frames));
    writer.start();
    long expected = 1;
    long sequence = 0;
    while (expected <= frames) {
      for (int count = intake.poll(); count > 0; count--) {
        MediaEvent event = ring.event(sequence);
        assertEquals(MediaEvent.Kind.AUDIO, event.kind);
        assertEquals(expected, event.firstIndex);
        for (int i = 0; i < event.frames * channels; i++) {
          int sample = ring.slab().get(ValueLayout.JAVA_INT, ring.slabOffset(sequence) + 4L * i);
          assertEquals((int) (event.firstIndex + i / channels) << 8, sample);
        }
        expected += event.frames;
        sequence++;
      }
      timeline.playout().publish(expected, expected, expected, expected, 1, 0);
      Thread.onSpinWait();
    }
    writer.join();
    assertEquals(frames, timeline.counters().get(SourceCounter.FRAMES));
  }

  private void writeAll(SourceTimeline timeline, long frames) {
    int channels = timeline.format().channels();
    int[] samples = new int[100 * channels];
    timeline.rebase();
    for (long index = 1; index <= frames; ) {
      int count = (int) Math.min(1 + index % 100, frames - index + 1);
      for (int i = 0; i < count; i++) {
        Arrays.fill(samples, i * channels, (i + 1) * channels, (int) (index + i) << 8);
      }
      int accepted = timeline.write(index, count, samples, 0);
      index += accepted;
      played.addAndGet(accepted);
    }
  }

  @Test
  void shouldLeaveWhatTheRingHasNoRoomForAndBringItLater() {
    SourceTimeline timeline = timeline(1);
    EventRing ring = new EventRing(64, 1500, new YieldingWaitStrategy());
    var poller = ring.disruptor().newPoller();
    ring.disruptor().addGatingSequences(poller.getSequence());
    SourceIntake intake = new SourceIntake(ring);
    intake.adopt(new SourceIntake.Carried(Map.of(0, timeline)));
    timeline.playout().publish(1, 1, 1, 1, 1, 0);
    timeline.rebase();
    for (int i = 0; i < 100; i++) {
      assertEquals(1, timeline.write(1 + i, 1, new int[1], 0));
    }
    int brought = 0;
    for (int count = intake.poll(); count > 0; count = intake.poll()) {
      brought += count;
    }
    assertTrue(brought >= 48 && brought <= 64, brought + " brought");
    poller.getSequence().set(brought - 1L);
    for (int count = intake.poll(); count > 0; count = intake.poll()) {
      brought += count;
    }
    assertEquals(100, brought);
  }

  /** Seen from another thread all six values of a publication are of one instant, and time never runs backward. */
  @Test
  @Timeout(60)
  void shouldPublishSnapshotsThatAreNeverTorn() throws InterruptedException {
    Playout playout = new Playout();
    Thread writer = new Thread(() -> {
      for (int i = 1; i <= 3_000_000; i++) {
        playout.publish(i, i, i, i, i, i);
      }
    });
    writer.start();
    long newest = 0;
    while (newest < 3_000_000) {
      PlayoutSnapshot snapshot = playout.snapshot();
      if (snapshot != null) {
        long index = snapshot.consumedIndex();
        assertTrue(index >= newest);
        assertEquals(new PlayoutSnapshot(index, index, index, index, (int) index, index), snapshot);
        newest = index;
      }
    }
    writer.join();
  }
}
