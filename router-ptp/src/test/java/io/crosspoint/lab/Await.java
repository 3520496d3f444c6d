package io.crosspoint.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The only place where a test waits. */
public final class Await {

  private Await() {}

  /**
   * Returns as soon as the condition holds (asked every 5 ms).
   *
   * @param description what was awaited, for the failure message
   * @throws AssertionError when the deadline passes first
   */
  public static void until(Duration deadline, String description, BooleanSupplier condition) {
    if (!within(deadline, condition)) {
      throw new AssertionError("not within " + deadline.toMillis() + " ms: " + description);
    }
  }

  /** Whether the condition came true before the deadline. */
  public static boolean within(Duration deadline, BooleanSupplier condition) {
    long endNs = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNs > 0) {
        return condition.getAsBoolean();
      }
      pause(Duration.ofMillis(5));
    }
    return true;
  }

  /** Lets real time pass, where the passing of time is what is tested. */
  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
