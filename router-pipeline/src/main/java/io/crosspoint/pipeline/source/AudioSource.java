package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.meter.Counters;
import java.util.List;
import java.util.Map;

/**
 * A program that writes a timeline of its own accord: a tone, a file, another process, a client of another protocol. It has threads of its
 * own, which are not real-time; what it does wrong shows in its counters and is heard on no other input.
 */
public interface AudioSource extends AutoCloseable {

  /**
   * Begins to write. Called once; returns at once.
   *
   * @param timeline whose only writer this source is from now on
   */
  void start(SourceTimeline timeline);

  /** What one word says of it now ({@code playing}, {@code waiting for a peer}), and whatever else an operator wants to know. */
  Map<String, Object> status();

  /** What it counts beside its timeline's counters; exported with the input's name. The same list at every call. */
  List<Counters<?>> counters();

  /** Stops writing within a second. Idempotent. */
  @Override
  void close();
}
