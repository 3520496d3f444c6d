package io.crosspoint.app.config;

import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.app.source.SteadyWriter;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.source.ToneGenerator;
import io.crosspoint.pipeline.source.ToneSignal;
import java.util.List;
import java.util.Optional;

/** An input that is a test signal. */
final class ToneReader implements SourceReader {

  private static final double DEFAULT_LEVEL_DB = -18;
  private static final int DEFAULT_FREQUENCY_HZ = 1000;
  private static final int GREATEST_FREQUENCY_HZ = 20_000;

  @Override
  public String key() {
    return "tone";
  }

  @Override
  public Schema schema() {
    return Schema.TONE;
  }

  @Override
  public Optional<SourcePlan> read(String input, Section section, AudioFormat format, SourceContext context, Findings findings) {
    ToneSignal signal = section.optional("signal", Scalars.choice(ToneSignal.class), ToneSignal.LINE_UP);
    double levelDb = section.optional("level", Scalars::gainDb, DEFAULT_LEVEL_DB);
    int frequencyHz = section.optional("frequency", Scalars.integer(1, GREATEST_FREQUENCY_HZ), DEFAULT_FREQUENCY_HZ);
    if (levelDb > 0) {
      findings.problem(section.at("level"), "is against full scale: at most 0 dB");
      return Optional.empty();
    }
    return Optional.of(
        new SourcePlan(
            input, key(), "tone " + Scalars.spelling(signal) + " at " + levelDb + " dBFS",
            List.of(signal, levelDb, frequencyHz), null,
            (name, of, clock) -> new SteadyWriter(name, new ToneGenerator(of, signal, levelDb, frequencyHz))));
  }
}
