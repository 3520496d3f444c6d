package io.crosspoint.app.source;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.source.AudioSource;
import io.crosspoint.pipeline.source.FrameGenerator;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a timeline filled from something that can tell the audio of any index. There is nothing to rebase after a change of epoch: the
 * new indices have their own audio.
 */
public final class SteadyWriter implements AudioSource {

  private static final int CHUNK_FRAMES = 480;
  private static final int PERIOD_MS = 10;
  private static final long JOIN_MS = 1000;
  /** The first frames are written so far ahead that they are not consumed meanwhile. */
  private static final int HEAD_START_PART = 4;

  private final String name;
  private final FrameGenerator generator;
  private volatile boolean isStopping;
  private @Nullable Thread thread;

  /** @param name of the input */
  public SteadyWriter(String name, FrameGenerator generator) {
    this.name = name;
    this.generator = generator;
  }

  @Override
  public void start(SourceTimeline timeline) {
    thread = Thread.ofPlatform().daemon().name("source " + name).start(() -> run(timeline));
  }

  private void run(SourceTimeline timeline) {
    int[] chunk = new int[CHUNK_FRAMES * timeline.format().channels()];
    long next = 0;
    try {
      while (!isStopping) {
        if (timeline.needsRebase()) {
          timeline.rebase();
          next = timeline.consumedIndex() + timeline.windowFrames() / HEAD_START_PART;
        }
        next = fill(timeline, next, chunk);
        Thread.sleep(PERIOD_MS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private long fill(SourceTimeline timeline, long from, int[] chunk) {
    // A writer that was put aside for longer than the window goes on at the present: what was missed is a hole and counted.
    long next = Math.max(from, timeline.consumedIndex());
    long end = timeline.consumedIndex() + timeline.windowFrames();
    while (timeline.isTransmitting() && next < end && !isStopping) {
      int frames = (int) Math.min(CHUNK_FRAMES, Math.min(end - next, timeline.freeFrames()));
      if (frames <= 0) {
        return next;
      }
      generator.generate(next, frames, chunk);
      timeline.write(next, frames, chunk, 0);
      next += frames;
    }
    return next;
  }

  @Override
  public Map<String, Object> status() {
    return Map.of("state", "playing");
  }

  @Override
  public List<Counters<?>> counters() {
    return List.of();
  }

  @Override
  public void close() {
    isStopping = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        running.join(JOIN_MS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
