package io.crosspoint.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How changes on air are made and kept.
 *
 * @param fadeNs the crossfade of changes that do not ask for another; 0 for hard cuts
 * @param journal where the state survives a restart, or null for a file beside the configuration
 * @param audit who changed what, or null for a file beside the configuration
 * @param isWatched whether the configuration is read again when its file changes
 */
public record ControlChoice(long fadeNs, @Nullable Path journal, @Nullable Path audit, boolean isWatched) {

  public static final ControlChoice DEFAULT = new ControlChoice(5_000_000, null, null, false);
}
