package io.crosspoint.app.control;

import io.crosspoint.app.config.Durations;
import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is different between two streams, in the words of the file. Pure. */
final class SpecWords {

  private final List<String> differences = new ArrayList<>();

  private SpecWords() {}

  static String differences(Desired.Input was, Desired.Input is) {
    SpecWords words = new SpecWords();
    InputSpec a = was.spec();
    InputSpec b = is.spec();
    words.compare("", source(was), source(is));
    words.compare("streams", places(a), places(b));
    words.compare("format", a.format(), b.format());
    words.compare("packet-time", packet(a.packetFrames(), a.format().rateHz()), packet(b.packetFrames(), b.format().rateHz()));
    words.compare("payload-type", a.payloadType(), b.payloadType());
    words.compare("link-offset", packet(a.linkOffsetFrames(), a.format().rateHz()), packet(b.linkOffsetFrames(), b.format().rateHz()));
    words.compare("media-clock-offset", found(a.mediaClockOffset()), found(b.mediaClockOffset()));
    words.compare("timing", a.timing().name().toLowerCase(Locale.ROOT), b.timing().name().toLowerCase(Locale.ROOT));
    words.compare("clock", a.senderClock() == null ? "its own" : a.senderClock(), b.senderClock() == null ? "its own" : b.senderClock());
    if (a.source() != null && b.source() != null) {
      words.compare("window", a.source().windowFrames(), b.source().windowFrames());
      words.compare("holes", a.source().holes(), b.source().holes());
    }
    if (words.differences.isEmpty()) {
      words.differences.add("other settings of its " + is.source().map(SourcePlan::kind).orElse("streams"));
    }
    return String.join(", ", words.differences);
  }

  static String differences(OutputSpec was, OutputSpec is) {
    SpecWords words = new SpecWords();
    words.compare("streams", places(was), places(is));
    words.compare("format", was.format(), is.format());
    words.compare(
        "packet-time", packet(was.packetFrames(), was.format().rateHz()), packet(is.packetFrames(), is.format().rateHz()));
    words.compare("payload-type", was.payloadType(), is.payloadType());
    return String.join(", ", words.differences);
  }

  private void compare(String key, Object was, Object is) {
    if (!was.equals(is)) {
      differences.add((key.isEmpty() ? "" : key + " ") + is + " instead of " + was);
    }
  }

  private static String source(Desired.Input input) {
    return input.source().map(SourcePlan::words).orElse("a stream");
  }

  private static String found(@Nullable Integer offset) {
    return Objects.requireNonNullElse(offset, "found").toString();
  }

  private static String packet(int frames, int rateHz) {
    return Durations.text(Math.round(frames * 1e9 / rateHz));
  }

  private static String places(InputSpec spec) {
    return spec.flows().stream().map(SpecWords::place).collect(Collectors.joining(" and "));
  }

  private static String place(ReceiveFlow flow) {
    return flow.destination().getHostAddress() + ":" + flow.port() + " on " + flow.network() + "/" + flow.nic().name()
        + (flow.source() == null ? "" : " from " + flow.source().getHostAddress());
  }

  private static String places(OutputSpec spec) {
    return spec.flows().stream().map(SpecWords::place).collect(Collectors.joining(" and "));
  }

  private static String place(SendFlow flow) {
    return flow.destination().getHostAddress() + ":" + flow.port() + " on " + flow.network() + "/" + flow.nic().name() + " (ttl "
        + flow.ttl() + ", dscp " + flow.dscp() + (flow.sourcePort() == 0 ? "" : ", from port " + flow.sourcePort()) + ")";
  }
}
