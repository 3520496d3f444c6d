package io.crosspoint.app.config;

import io.crosspoint.app.record.RecordingSpec;
import io.crosspoint.app.record.Rotation;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.TapSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code recordings} section. */
final class RecordingsReader {

  private static final Pattern ROTATE = Pattern.compile("(\\d{1,6})\\s*(s|min|h|MB|GB)");
  private static final long LONGEST_S = 7 * 86_400L;
  private static final long LEAST_BYTES = 1_000_000;

  private final Section root;
  private final List<InputSpec> inputs;
  private final List<OutputSpec> outputs;
  private final int utcOffsetSeconds;
  private final Findings findings;

  /** What a file may hold: so many seconds, or so many bytes of audio. */
  private record Limit(long seconds, long bytes) {

    Rotation of(AudioFormat format, int utcOffsetSeconds) {
      return seconds > 0
          ? Rotation.every(seconds, format.rateHz(), utcOffsetSeconds)
          : bytes > 0 ? Rotation.atBytes(bytes, format.frameBytes()) : Rotation.NEVER;
    }
  }

  RecordingsReader(Section root, List<InputSpec> inputs, List<OutputSpec> outputs, int utcOffsetSeconds, Findings findings) {
    this.root = root;
    this.inputs = inputs;
    this.outputs = outputs;
    this.utcOffsetSeconds = utcOffsetSeconds;
    this.findings = findings;
  }

  List<RecordingSpec> read() {
    List<RecordingSpec> recordings = new ArrayList<>();
    root.named("recordings", Schema.RECORDING).forEach((name, section) -> {
      RecordingSpec recording = recording(name, section);
      if (recording != null) {
        recordings.add(recording);
      }
    });
    return recordings;
  }

  private @Nullable RecordingSpec recording(String name, Section section) {
    Path directory = section.required("directory", Scalars::path);
    Limit limit = section.optional("rotate", RecordingsReader::limit, new Limit(0, 0));
    if (section.has("input") == section.has("output")) {
      findings.problem(section.at(), "needs either output or input: what is recorded");
      return null;
    }
    boolean isOutput = section.has("output");
    String key = isOutput ? "output" : "input";
    String stream = section.required(key, Scalars::name);
    List<String> readable = isOutput ? outputs.stream().map(OutputSpec::name).toList() : inputs.stream().map(InputSpec::name).toList();
    int index = stream == null ? -1 : readable.indexOf(stream);
    if (stream != null && index < 0 && !root.names(key + "s").contains(stream)) {
      String hint = Spelling.nearest(stream, readable).map(near -> "; did you mean " + near + "?").orElse("");
      findings.problem(section.at(key), "no " + key + " '" + Scalars.abridged(stream) + "'" + hint);
    }
    if (index < 0 || directory == null) {
      return null;
    }
    AudioFormat format = isOutput ? outputs.get(index).format() : inputs.get(index).format();
    if (format.encoding() == Encoding.AM824) {
      findings.problem(section.at(key), "AM824 may not be audio and cannot stand in a WAV file");
      return null;
    }
    if (!isOutput && inputs.get(index).isRecovered()) {
      findings.problem(section.at(key), stream + " is on a clock of its own: record an output that it is routed to");
      return null;
    }
    TapSpec.Point point = isOutput ? TapSpec.Point.OUTPUT : TapSpec.Point.INPUT;
    return new RecordingSpec(new TapSpec(name, point, index), directory, limit.of(format, utcOffsetSeconds));
  }

  private static Parsed<Limit> limit(String text) {
    Matcher parts = ROTATE.matcher(text);
    if (!parts.matches()) {
      return Parsed.refused("must be a duration or a size such as 1h, 10min, 30s, 500MB or 2GB, but is '" + Scalars.abridged(text) + "'");
    }
    long number = Long.parseLong(parts.group(1));
    long seconds = number * switch (parts.group(2)) {
      case "s" -> 1;
      case "min" -> 60;
      case "h" -> 3600;
      default -> 0;
    };
    long bytes = number * switch (parts.group(2)) {
      case "MB" -> 1_000_000L;
      case "GB" -> 1_000_000_000L;
      default -> 0L;
    };
    if (seconds > LONGEST_S || (bytes > 0 && bytes < LEAST_BYTES) || number == 0) {
      return Parsed.refused("must be 1s to 168h, or at least 1MB, but is " + Scalars.abridged(text));
    }
    return Parsed.value(new Limit(seconds, bytes));
  }
}
