package io.crosspoint.app.record;

import io.crosspoint.pipeline.TapSpec;
import java.nio.file.Path;

/**
 * One recording as the operator wants it.
 *
 * @param tap what is recorded
 * @param directory an existing one
 * @param rotation when the next file begins
 */
public record RecordingSpec(TapSpec tap, Path directory, Rotation rotation) {

  public String name() {
    return tap.name();
  }
}
