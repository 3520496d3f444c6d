package io.crosspoint.app.source;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.source.AudioSource;
import io.crosspoint.ptp.clock.ClockSnapshot;
import java.util.function.Supplier;

/** Makes what stands behind an input; has no side effect before {@link AudioSource#start}. */
@FunctionalInterface
public interface SourceFactory {

  /**
   * Makes a source.
   *
   * @param input the input's name, for messages and threads
   * @param clock the plant's, for sources that pair it with others
   */
  AudioSource open(String input, AudioFormat format, Supplier<ClockSnapshot> clock);
}
