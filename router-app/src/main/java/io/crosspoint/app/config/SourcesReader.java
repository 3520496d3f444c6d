package io.crosspoint.app.config;

import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Those of the {@code inputs} that are timestamped sources. */
final class SourcesReader {

  private static final List<SourceReader> KINDS = List.of(new ToneReader(), new ProcessReader(), new FileReader(), new SendspinReader());
  /** Keys that only packets have a use for. */
  private static final List<String> STREAM_KEYS =
      List.of("sdp", "streams", "packet-time", "frames", "payload-type", "media-clock-offset", "timing");

  private static final long GREATEST_LINK_OFFSET_NS = 1_000_000_000L;
  private static final long LEAST_WINDOW_NS = 5_000_000;
  private static final long GREATEST_WINDOW_NS = 5_000_000_000L;
  private static final long DEFAULT_WINDOW_NS = 200_000_000;
  private static final int MOST_CHANNELS = 256;

  private final String plant;
  private final int utcOffsetSeconds;
  private final Findings findings;
  private final List<SourcePlan> plans = new ArrayList<>();

  SourcesReader(String plant, int utcOffsetSeconds, Findings findings) {
    this.plant = plant;
    this.utcOffsetSeconds = utcOffsetSeconds;
    this.findings = findings;
  }

  /** What stands behind the sources that were read, in the order of the file. */
  List<SourcePlan> plans() {
    return List.copyOf(plans);
  }

  static boolean isSource(Section input) {
    return KINDS.stream().anyMatch(kind -> input.has(kind.key()));
  }

  /** Empty when it is illegal, which has been reported. */
  Optional<InputSpec> read(String name, Section input) {
    List<SourceReader> kinds = KINDS.stream().filter(kind -> input.has(kind.key())).toList();
    Stream.concat(STREAM_KEYS.stream(), kinds.stream().skip(1).map(SourceReader::key))
        .filter(input::has)
        .forEach(key -> findings.problem(input.at(key), "an input that is a " + kinds.getFirst().key() + " has no " + key));
    AudioFormat format = input.required("format", text -> Scalars.format(text, MOST_CHANNELS));
    long linkOffsetNs = input.optional("link-offset", text -> Durations.between(text, 0, GREATEST_LINK_OFFSET_NS), 0L);
    long windowNs = input.optional("window", text -> Durations.between(text, LEAST_WINDOW_NS, GREATEST_WINDOW_NS), DEFAULT_WINDOW_NS);
    SourceSpec.Holes holes = input.optional("holes", Scalars.choice(SourceSpec.Holes.class), SourceSpec.Holes.SILENCE);
    Optional<Section> section = input.section(kinds.getFirst().key(), kinds.getFirst().schema());
    if (format == null || section.isEmpty()) {
      return Optional.empty();
    }
    if (format.encoding() == Encoding.AM824) {
      findings.problem(input.at("format"), "a source writes audio: L16 or L24");
      return Optional.empty();
    }
    int linkOffsetFrames = frames(linkOffsetNs, format);
    SourceContext context = new SourceContext(plant, utcOffsetSeconds, linkOffsetFrames);
    Optional<SourcePlan> plan = kinds.getFirst().read(name, section.get(), format, context, findings);
    plan.ifPresent(plans::add);
    SourceSpec spec = new SourceSpec(frames(windowNs, format), holes);
    return plan.map(readable -> InputSpec.ofSource(name, format, linkOffsetFrames, spec));
  }

  private static int frames(long ns, AudioFormat format) {
    return (int) ((ns * format.rateHz() + 500_000_000L) / 1_000_000_000L);
  }
}
