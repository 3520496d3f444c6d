package io.crosspoint.app.config;

import io.crosspoint.app.source.ProcessSource;
import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.nio.file.Path;
import java.util.Optional;

/** An input that another process feeds. */
final class ProcessReader implements SourceReader {

  @Override
  public String key() {
    return "process";
  }

  @Override
  public Schema schema() {
    return Schema.PROCESS;
  }

  @Override
  public Optional<SourcePlan> read(String input, Section section, AudioFormat format, SourceContext context, Findings findings) {
    Path socket = section.required("socket", Scalars::socketPath);
    if (socket == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SourcePlan(
            input, key(), "another process at " + socket, socket, socket, (name, of, clock) -> new ProcessSource(name, socket)));
  }
}
