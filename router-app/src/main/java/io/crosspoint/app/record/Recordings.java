package io.crosspoint.app.record;

import io.crosspoint.pipeline.tap.Tap;
import java.util.ArrayList;
import java.util.List;

/** All recordings of a router, and the one thread that writes them. */
public final class Recordings implements AutoCloseable {

  private static final long PERIOD_MS = 20;
  private static final long JOIN_MS = 2000;

  /** Of a router that records nothing. */
  public static final Recordings NONE = new Recordings(List.of());

  private final List<Recorder> recorders;
  private final Thread thread = Thread.ofPlatform().daemon().name("record").unstarted(this::run);
  private volatile boolean isClosed;

  private Recordings(List<Recorder> recorders) {
    this.recorders = recorders;
  }

  /**
   * @param taps of a started router
   * @param plant name of the router
   * @param utcOffsetSeconds plant time minus UTC
   */
  public static Recordings of(List<RecordingSpec> specs, List<Tap> taps, String plant, int utcOffsetSeconds) {
    List<Recorder> recorders = new ArrayList<>();
    for (RecordingSpec spec : specs) {
      taps.stream()
          .filter(tap -> tap.spec().name().equals(spec.name()))
          .forEach(tap -> recorders.add(new Recorder(spec, tap.ring(), plant, utcOffsetSeconds)));
    }
    return new Recordings(List.copyOf(recorders));
  }

  public void start() {
    if (!recorders.isEmpty()) {
      thread.start();
    }
  }

  public List<Recorder> all() {
    return recorders;
  }

  private void run() {
    try {
      while (!isClosed) {
        long nowNs = System.nanoTime();
        recorders.forEach(recorder -> runOne(recorder, nowNs));
        Thread.sleep(PERIOD_MS);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } finally {
      recorders.forEach(Recorder::close);
    }
  }

  /** One recording's bug must not end the others. */
  private static void runOne(Recorder recorder, long nowNs) {
    try {
      recorder.run(nowNs);
    } catch (RuntimeException bug) {
      recorder.fail(bug, nowNs);
    }
  }

  /** Ends every file. */
  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
