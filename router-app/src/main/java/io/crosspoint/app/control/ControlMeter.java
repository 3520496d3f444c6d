package io.crosspoint.app.control;

import java.util.concurrent.atomic.AtomicLong;

/** What the control thread counts; read by any. */
public final class ControlMeter {

  final AtomicLong changes = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong late = new AtomicLong();
  final AtomicLong notSaved = new AtomicLong();

  /** Commands that were carried out. */
  public long changes() {
    return changes.get();
  }

  /** Commands that were not, for whatever reason. */
  public long refused() {
    return refused.get();
  }

  /** Changes that began later than at the index that was promised to every shard. */
  public long late() {
    return late.get();
  }

  /** Times that a change could not be put on disk. */
  public long notSaved() {
    return notSaved.get();
  }
}
