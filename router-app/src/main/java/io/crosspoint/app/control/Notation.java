package io.crosspoint.app.control;

import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Routes as operators write them, {@code studio1/1-2} to {@code air1/3}, as in the file: a whole stream, a channel, or a range. Whole
 * streams map their common channels; otherwise as many channels as {@code from} has, beginning with the first of {@code to}. Pure.
 */
public final class Notation {

  private static final Pattern PLACE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63})(?:/(\\d{1,5})(?:-(\\d{1,5}))?)?");

  private Notation() {}

  /** What a text names, or why it names nothing. */
  public sealed interface Meaning {
    record Crosspoints(List<CrosspointId> ids) implements Meaning {}

    record Channels(String output, List<Integer> channels) implements Meaning {}

    record Nothing(Outcome.Refused refused) implements Meaning {}
  }

  private record Place(String name, int first, int last) {
    boolean isWhole() {
      return first == 0;
    }
  }

  /** The crosspoints of a route. */
  public static Meaning route(Wiring wiring, String from, String to) {
    Optional<Place> source = place(from);
    Optional<Place> sink = place(to);
    if (source.isEmpty() || sink.isEmpty()) {
      return nothing(Outcome.Reason.IMPOSSIBLE, "a place is stream, stream/channel or stream/first-last, channels counting from 1");
    }
    Optional<AudioFormat> sourceFormat = wiring.input(source.get().name).map(input -> input.format());
    Optional<AudioFormat> sinkFormat = wiring.output(sink.get().name).map(output -> output.format());
    if (sourceFormat.isEmpty() || sinkFormat.isEmpty()) {
      return nothing(
          Outcome.Reason.UNKNOWN,
          sourceFormat.isEmpty() ? "there is no input " + source.get().name : "there is no output " + sink.get().name);
    }
    Optional<Meaning> beyond = beyond(source.get(), sourceFormat.get()).or(() -> beyond(sink.get(), sinkFormat.get()));
    if (beyond.isPresent()) {
      return beyond.get();
    }
    int wanted = channels(source.get(), sourceFormat.get());
    int room = sink.get().isWhole() || sink.get().last > sink.get().first
        ? channels(sink.get(), sinkFormat.get())
        : sinkFormat.get().channels() - sink.get().first + 1;
    boolean isWhole = source.get().isWhole() && sink.get().isWhole();
    if (!isWhole && wanted > room) {
      return nothing(Outcome.Reason.IMPOSSIBLE, to + " has room for " + room + " channels, but " + from + " has " + wanted);
    }
    List<CrosspointId> ids = new ArrayList<>();
    for (int i = 0; i < Math.min(wanted, room); i++) {
      ids.add(new CrosspointId(
          sink.get().name, Math.max(1, sink.get().first) + i, source.get().name, Math.max(1, source.get().first) + i));
    }
    return new Meaning.Crosspoints(ids);
  }

  /** The channels of an output. */
  public static Meaning output(Wiring wiring, String to) {
    Optional<Place> sink = place(to);
    if (sink.isEmpty()) {
      return nothing(Outcome.Reason.IMPOSSIBLE, "a place is stream, stream/channel or stream/first-last, channels counting from 1");
    }
    Optional<AudioFormat> format = wiring.output(sink.get().name).map(output -> output.format());
    if (format.isEmpty()) {
      return nothing(Outcome.Reason.UNKNOWN, "there is no output " + sink.get().name);
    }
    Optional<Meaning> beyond = beyond(sink.get(), format.get());
    if (beyond.isPresent()) {
      return beyond.get();
    }
    List<Integer> channels = new ArrayList<>();
    for (int i = 0; i < channels(sink.get(), format.get()); i++) {
      channels.add(Math.max(1, sink.get().first) + i);
    }
    return new Meaning.Channels(sink.get().name, channels);
  }

  private static Optional<Meaning> beyond(Place place, AudioFormat format) {
    return place.last <= format.channels()
        ? Optional.empty()
        : Optional.of(nothing(
            Outcome.Reason.UNKNOWN, place.name + " has channels 1 to " + format.channels() + ", not " + place.last));
  }

  private static int channels(Place place, AudioFormat format) {
    return place.isWhole() ? format.channels() : place.last - place.first + 1;
  }

  private static Optional<Place> place(String text) {
    Matcher parts = PLACE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int first = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
    int last = parts.group(3) == null ? first : Integer.parseInt(parts.group(3));
    boolean isLegal = parts.group(2) == null || (first >= 1 && last >= first && last - first < 256);
    return isLegal ? Optional.of(new Place(parts.group(1), first, last)) : Optional.empty();
  }

  private static Meaning nothing(Outcome.Reason reason, String why) {
    return new Meaning.Nothing(new Outcome.Refused(reason, why));
  }
}
