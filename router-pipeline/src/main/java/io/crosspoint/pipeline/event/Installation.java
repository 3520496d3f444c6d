package io.crosspoint.pipeline.event;

import org.jspecify.annotations.Nullable;

/**
 * The command that brings or takes streams. Everything in it was built by the control thread; each stage puts its own part in place when it
 * meets this on the ring, which allocates nothing. What stands before it on the ring is handled without the new streams, what stands behind
 * it with them, on every replay.
 */
public final class Installation {

  private final long number;
  private @Nullable Object place;
  private @Nullable Object convert;
  private @Nullable Object render;

  public Installation(long number, Object place, Object convert, Object render) {
    this.number = number;
    this.place = place;
    this.convert = convert;
    this.render = render;
  }

  /** Counts the installations of a shard. */
  public long number() {
    return number;
  }

  /** What place takes out. */
  public @Nullable Object place() {
    return place;
  }

  /** What convert takes out. */
  public @Nullable Object convert() {
    return convert;
  }

  /** What render takes out. */
  public @Nullable Object render() {
    return render;
  }

  /** Lets go of the parts when every stage has passed: slots of the ring remember their last command for long. */
  public void release() {
    place = null;
    convert = null;
    render = null;
  }
}
