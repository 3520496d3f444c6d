package io.crosspoint.app.config;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The {@code routes} section: which channels of which inputs stand on which channels of which outputs. */
final class RoutesReader {

  private record Pair(int input, int inputChannel, int output, int outputChannel) {}

  private record OutputChannel(int output, int channel) {}

  private final Section root;
  private final List<InputSpec> inputs;
  private final List<OutputSpec> outputs;
  private final long leadNs;
  private final Findings findings;
  private final Map<Pair, At> opened = new HashMap<>();
  private final Map<OutputChannel, At> fed = new HashMap<>();

  RoutesReader(Section root, List<InputSpec> inputs, List<OutputSpec> outputs, long leadNs, Findings findings) {
    this.root = root;
    this.leadNs = leadNs;
    this.inputs = inputs;
    this.outputs = outputs;
    this.findings = findings;
  }

  List<Route> read() {
    List<Route> routes = root.list("routes", Schema.ROUTE).stream().map(this::route).filter(Objects::nonNull).toList();
    noteIdle("inputs", inputs.stream().map(InputSpec::name).toList(), routes.stream().map(Route::input).toList(), "no route uses it");
    noteIdle(
        "outputs", outputs.stream().map(OutputSpec::name).toList(), routes.stream().map(Route::output).toList(),
        "no route leads here: it sends silence");
    return routes;
  }

  private void noteIdle(String key, List<String> names, List<Integer> used, String message) {
    IntStream.range(0, names.size())
        .filter(i -> !used.contains(i))
        .forEach(i -> findings.note(root.at(key).below(names.get(i)), message));
  }

  private @Nullable Route route(Section section) {
    ChannelRange from = section.required("from", ChannelRange::parse);
    ChannelRange to = section.required("to", ChannelRange::parse);
    double gainDb = section.optional("gain", Scalars::gainDb, 0.0);
    int input = from == null ? -1 : index(section.at("from"), "inputs", from.stream(), inputs.stream().map(InputSpec::name).toList());
    int output = to == null ? -1 : index(section.at("to"), "outputs", to.stream(), outputs.stream().map(OutputSpec::name).toList());
    if (from == null || to == null || input < 0 || output < 0) {
      return null;
    }
    AudioFormat source = inputs.get(input).format();
    AudioFormat sink = outputs.get(output).format();
    if (!isCompatible(section, source, sink) || !isInRange(section.at("from"), from, source) || !isInRange(section.at("to"), to, sink)) {
      return null;
    }
    if (sink.encoding() == Encoding.AM824 && gainDb != 0.0) {
      findings.problem(section.at("gain"), "AM824 is carried untouched and may not be audio: it has no gain");
    }
    RouteRules.timeRefusal(inputs.get(input), sink.rateHz(), leadNs).ifPresent(why -> findings.problem(section.at(), why));
    int channels = commonChannels(section, from, to, source, sink);
    double gain = gainDb == Double.NEGATIVE_INFINITY ? 0.0 : Math.pow(10, gainDb / 20);
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      int inputChannel = Math.max(0, from.first() - 1) + i;
      int outputChannel = Math.max(0, to.first() - 1) + i;
      if (!isFree(section.at(), new Pair(input, inputChannel, output, outputChannel), sink)) {
        break;
      }
      crosspoints.add(new Crosspoint(input, inputChannel, output, outputChannel, gain));
    }
    return new Route(text(from), text(to), input, output, gainDb, crosspoints);
  }

  /** −1 when there is no such stream, or it is there but unreadable (which has been reported at its own place). */
  private int index(At at, String section, String name, List<String> readable) {
    List<String> declared = root.names(section);
    if (!declared.contains(name)) {
      String hint = Spelling.nearest(name, declared).map(near -> "; did you mean " + near + "?").orElse("");
      String have = declared.isEmpty() ? "there are none" : "have " + Scalars.abridged(String.join(", ", declared));
      findings.problem(at, "no " + section.substring(0, section.length() - 1) + " '" + Scalars.abridged(name) + "' (" + have + ")" + hint);
    }
    return readable.indexOf(name);
  }

  private boolean isCompatible(Section section, AudioFormat source, AudioFormat sink) {
    Optional<String> refusal = RouteRules.formatRefusal(source, sink);
    refusal.ifPresent(why -> findings.problem(section.at(), why));
    return refusal.isEmpty();
  }

  private boolean isInRange(At at, ChannelRange range, AudioFormat format) {
    if (range.last() > format.channels()) {
      findings.problem(at, "channel " + range.last() + " is out of range: " + range.stream() + " has " + format.channels());
      return false;
    }
    return true;
  }

  private int commonChannels(Section section, ChannelRange from, ChannelRange to, AudioFormat source, AudioFormat sink) {
    int wanted = from.isWholeStream() ? source.channels() : from.channels();
    int room = to.isWholeStream() ? sink.channels() : to.last() > to.first() ? to.channels() : sink.channels() - to.first() + 1;
    if (from.isWholeStream() && to.isWholeStream()) {
      if (wanted != room) {
        findings.note(section.at(), "maps the " + Math.min(wanted, room) + " common channels of " + from.stream() + " (" + wanted + ") and "
            + to.stream() + " (" + room + ")");
      }
      return Math.min(wanted, room);
    }
    boolean isExactRange = to.last() > to.first();
    if (wanted > room || (isExactRange && wanted != room)) {
      findings.problem(section.at("to"), text(to) + " has room for " + room + " channels, but " + text(from) + " has " + wanted);
    }
    return Math.min(wanted, room);
  }

  private boolean isFree(At at, Pair pair, AudioFormat sink) {
    String place = outputs.get(pair.output()).name() + "/" + (pair.outputChannel() + 1);
    At before = opened.putIfAbsent(pair, at);
    if (before != null) {
      findings.problem(at, "the crosspoint from " + inputs.get(pair.input()).name() + "/" + (pair.inputChannel() + 1) + " to " + place
          + " is already open (line " + before.line() + ")");
      return false;
    }
    At feeder = fed.putIfAbsent(new OutputChannel(pair.output(), pair.outputChannel()), at);
    if (feeder != null && sink.encoding() == Encoding.AM824) {
      findings.problem(at, place + " is already fed (line " + feeder.line() + "): AM824 cannot be summed");
      return false;
    }
    return true;
  }

  private static String text(ChannelRange range) {
    if (range.isWholeStream()) {
      return range.stream();
    }
    return range.stream() + "/" + range.first() + (range.last() > range.first() ? "-" + range.last() : "");
  }
}
