package io.crosspoint.app.tap;

import io.crosspoint.pipeline.tap.LiveCounter;
import io.crosspoint.pipeline.tap.LiveTap;

/**
 * A file without an end, or with one.
 *
 * <p><b>Thread:</b> one.
 */
public abstract class TapStream {

  /** As many packets as one call turns into bytes. */
  private static final int MOST_AT_ONCE = 2048;

  private final LiveTap tap;

  TapStream(LiveTap tap) {
    this.tap = tap;
  }

  LiveTap tap() {
    return tap;
  }

  /** A media type. */
  public abstract String contentType();

  /** What the file begins with. */
  public abstract byte[] head();

  /** What has come since the last call; empty when nothing has. */
  public final byte[] next() {
    Bytes bytes = new Bytes();
    for (int i = 0; i < MOST_AT_ONCE && !isOver() && tap.ring().available() > 0; i++) {
      append(bytes);
      tap.ring().take();
    }
    return bytes.toArray();
  }

  /** Turns the ring's oldest into bytes. */
  abstract void append(Bytes to);

  /** Lets go of what has come, because nobody takes it. */
  public void skip() {
    tap.ring().skip();
  }

  /** Whether everything that was asked for has been given. */
  public abstract boolean isOver();

  /** Packets, or runs of frames, handed over by the router. */
  public final long taken() {
    return tap.ring().counters().get(LiveCounter.TAKEN);
  }

  /** And those lost because nobody took them. */
  public final long dropped() {
    return tap.ring().counters().get(LiveCounter.DROPPED);
  }
}
