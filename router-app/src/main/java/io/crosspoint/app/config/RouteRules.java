package io.crosspoint.app.config;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.Optional;

/** Which input can stand on which output at all; the same for the file and for changes on air. Pure. */
public final class RouteRules {

  private RouteRules() {}

  /** Why an input cannot stand on an output, in one sentence, if it cannot. */
  public static Optional<String> refusal(InputSpec input, OutputSpec output, long leadNs) {
    return formatRefusal(input.format(), output.format()).or(() -> timeRefusal(input, output.format().rateHz(), leadNs));
  }

  static Optional<String> formatRefusal(AudioFormat source, AudioFormat sink) {
    if ((source.encoding() == Encoding.AM824) != (sink.encoding() == Encoding.AM824)) {
      return Optional.of("AM824 and linear audio cannot be routed to each other (" + source + " to " + sink + ")");
    }
    if (source.encoding() == Encoding.AM824 && source.rateHz() != sink.rateHz()) {
      return Optional.of("AM824 may not be audio and is never resampled (" + source + " to " + sink + ")");
    }
    return Optional.empty();
  }

  /** The link offset of the input was judged by itself; a route on which it is resampled needs more of it. */
  static Optional<String> timeRefusal(InputSpec input, int toHz, long leadNs) {
    int fromHz = input.format().rateHz();
    // A source writes ahead of time, so what a resampler looks ahead for is there without delay.
    if (!input.isConvertedFor(toHz) || input.source() != null) {
      return Optional.empty();
    }
    long packetNs = PacketTimes.ns(input.packetFrames(), fromHz);
    long filterNs = ConversionDelay.ns(fromHz, toHz);
    long leastNs = packetNs + leadNs + InputsReader.jitterAllowanceNs(packetNs) + filterNs;
    long linkOffsetNs = PacketTimes.ns(input.linkOffsetFrames(), fromHz);
    return linkOffsetNs >= leastNs
        ? Optional.empty()
        : Optional.of("resampling from " + fromHz + " to " + toHz + " Hz needs " + Durations.text(filterNs)
            + " more: the least link-offset of " + input.name() + " that works is " + Durations.text(leastNs));
  }
}
