package io.crosspoint.app.config;

import io.crosspoint.pipeline.convert.Kernel;

/** What resampling takes from a link offset: half of the filter has to have come before a frame can be made. */
public final class ConversionDelay {

  private ConversionDelay() {}

  /** From one sample rate to another, which may be the same; to the next microsecond. */
  public static long ns(int fromHz, int toHz) {
    return (Kernel.tapsBetween(fromHz, toHz) / 2 * 1_000_000L + fromHz - 1) / fromHz * 1000;
  }
}
