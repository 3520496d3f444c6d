package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.meter.AudioTrail;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;

/** What a shard has of an output. */
record OutputPart(OutputSpec spec, Counters<OutputCounter> counters, PeakMeter peaks) {

  OutputPart(OutputSpec spec) {
    this(spec, new Counters<>(OutputCounter.class), meter(spec.format()));
  }

  /** With a trail for loudness, unless what is carried need not be sound (AES3 frames). */
  private static PeakMeter meter(AudioFormat format) {
    AudioTrail trail = format.encoding() == Encoding.AM824 ? null : new AudioTrail(format.channels(), format.rateHz());
    return new PeakMeter(format.channels(), format.rateHz(), trail);
  }
}
