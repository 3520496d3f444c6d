package io.crosspoint.app.config;

import io.crosspoint.pipeline.Crosspoint;
import java.util.List;

/**
 * One entry of {@code routes}, resolved.
 *
 * @param from as written
 * @param to as written
 * @param input index into the plant's inputs
 * @param output index into the plant's outputs
 * @param gainDb −∞ when off
 * @param crosspoints what it opens, in channel order
 */
public record Route(String from, String to, int input, int output, double gainDb, List<Crosspoint> crosspoints) {

  public Route {
    crosspoints = List.copyOf(crosspoints);
  }
}
