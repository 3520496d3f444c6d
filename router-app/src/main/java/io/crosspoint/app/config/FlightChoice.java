package io.crosspoint.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the newest past, to be looked at when something was heard.
 *
 * @param keepNs how far back; 0 for nothing
 * @param directory where frozen recordings go, or null for one beside the configuration
 * @param files how many of them stay; the oldest goes first
 */
public record FlightChoice(long keepNs, @Nullable Path directory, int files) {

  public static final FlightChoice NONE = new FlightChoice(0, null, 0);

  static final int DEFAULT_FILES = 20;
}
