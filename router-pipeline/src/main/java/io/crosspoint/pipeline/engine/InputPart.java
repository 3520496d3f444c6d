package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.source.SourceTimeline;
import org.jspecify.annotations.Nullable;

/**
 * What a shard has of an input.
 *
 * @param source the timeline that its writer writes; null for a stream
 */
record InputPart(InputSpec spec, InputMeter meter, ConvertMeter convert, PeakMeter peaks, @Nullable SourceTimeline source) {

  InputPart(InputSpec spec) {
    this(
        spec, new InputMeter(), new ConvertMeter(), new PeakMeter(spec.format().channels(), spec.format().rateHz()),
        spec.source() == null ? null : new SourceTimeline(spec.format(), spec.source()));
  }
}
