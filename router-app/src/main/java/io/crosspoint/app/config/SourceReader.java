package io.crosspoint.app.config;

import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.Optional;

/** Reads one kind of timestamped source. A new kind is a reader, its line in {@link SourcesReader}, and its keys in {@link Schema}. */
interface SourceReader {

  /** The key of an input that makes it a source of this kind. */
  String key();

  /** The keys below it. */
  Schema schema();

  /**
   * Reads what stands below the key; empty when it is illegal, which has been reported.
   *
   * @param input the name of the input
   */
  Optional<SourcePlan> read(String input, Section section, AudioFormat format, SourceContext context, Findings findings);
}
