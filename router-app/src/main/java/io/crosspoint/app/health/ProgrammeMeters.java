package io.crosspoint.app.health;

import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.meter.Oversampler;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.meter.ProgrammeMeter;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures the sound of every stream that is carried: loudness and true peak of outputs, peak, clipping and silence of all. A thread of its
 * own looks twenty times a second at what the hot threads leave behind; streams are taken up and dropped as they come and go.
 */
public final class ProgrammeMeters implements AutoCloseable {

  /** A trail is 170 ms long, and peaks are kept for 120. */
  private static final long EVERY_MS = 50;

  private static final long JOIN_MS = 1000;

  private final Supplier<Roster> roster;
  private final Oversampler oversampler = new Oversampler();
  private final Thread thread = Thread.ofPlatform().daemon().name("loudness").unstarted(this::run);
  private volatile Snapshot snapshot = new Snapshot(-1, Map.of(), Map.of());
  private volatile boolean isDone;

  /** By slot. */
  private record Snapshot(long roster, Map<Integer, ProgrammeMeter> inputs, Map<Integer, ProgrammeMeter> outputs) {}

  public ProgrammeMeters(Supplier<Roster> roster) {
    this.roster = roster;
  }

  public void start() {
    follow(System.nanoTime());
    thread.start();
  }

  /** Of the input in a slot; empty for one that has just come. */
  public Optional<ProgrammeMeter> input(int slot) {
    return Optional.ofNullable(snapshot.inputs.get(slot));
  }

  /** Of the output in a slot; empty for one that has just come. */
  public Optional<ProgrammeMeter> output(int slot) {
    return Optional.ofNullable(snapshot.outputs.get(slot));
  }

  private void run() {
    while (!isDone) {
      long nowNs = System.nanoTime();
      follow(nowNs);
      snapshot.inputs.values().forEach(meter -> meter.look(nowNs));
      snapshot.outputs.values().forEach(meter -> meter.look(nowNs));
      try {
        Thread.sleep(EVERY_MS);
      } catch (InterruptedException closed) {
        return;
      }
    }
  }

  private void follow(long nowNs) {
    Roster now = roster.get();
    Snapshot before = snapshot;
    if (now.number() == before.roster) {
      return;
    }
    Map<Integer, ProgrammeMeter> inputs = new HashMap<>();
    for (Roster.Input input : now.inputs()) {
      if (!input.places().isEmpty()) {
        PeakMeter peaks = input.places().getFirst().peaks();
        inputs.put(input.slot(), kept(before.inputs.get(input.slot()), peaks, input.spec().format(), nowNs));
      }
    }
    Map<Integer, ProgrammeMeter> outputs = new HashMap<>();
    for (Roster.Output output : now.outputs()) {
      outputs.put(output.slot(), kept(before.outputs.get(output.slot()), output.peaks(), output.spec().format(), nowNs));
    }
    snapshot = new Snapshot(now.number(), inputs, outputs);
  }

  /** A slot that was given to another stream gets another meter. */
  private ProgrammeMeter kept(@Nullable ProgrammeMeter before, PeakMeter peaks, AudioFormat format, long nowNs) {
    return before != null && before.isOf(peaks)
        ? before
        : new ProgrammeMeter(peaks, 8 * format.encoding().bytesPerSample(), format.rateHz(), oversampler, nowNs);
  }

  @Override
  public void close() {
    isDone = true;
    thread.interrupt();
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
