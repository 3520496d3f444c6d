package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.place.InputGauge;
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

  /**
   * Whether a whole link offset of audio is there. Both legs bring every frame, and the first few may have come before the stages knew of
   * the input.
   */
  boolean isFilled() {
    long frames = meter.counters().get(InputCounter.PACKETS) * meter.gauges().get(InputGauge.PACKET_FRAMES);
    long spareFrames = spec.format().rateHz() / 1000L + spec.packetFrames();
    return source != null || frames >= (spec.linkOffsetFrames() + spareFrames) * spec.flows().size();
  }
}
