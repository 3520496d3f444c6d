package io.crosspoint.app.sdp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text to a description and back. Reading never throws, whatever the text. */
public final class SdpText {

  /** A description of 64 channels with two legs has 3 kB. */
  public static final int MAX_CHARACTERS = 65_536;

  private static final int MAX_LINES = 1000;
  private static final int MAX_LINE_CHARACTERS = 4096;
  private static final int MAX_PROBLEMS = 20;

  /** The order of RFC 8866 clause 5; times, their repetitions and zones keep theirs. */
  private static final String SESSION_ORDER = "osiuepcbtka";
  private static final String MEDIA_ORDER = "icbka";

  private final List<Remark> problems = new ArrayList<>();
  private final List<Placed<?>> sessionLines = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();
  private @Nullable Placed<MediaLine> head;
  private List<Placed<?>> below = new ArrayList<>();
  private boolean hasVersion;

  private SdpText() {}

  /** Lines may end in CR LF, LF or CR, the last one without; blank ones are skipped. */
  public static SdpReading parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return refused("is longer than " + MAX_CHARACTERS + " characters: this cannot be a session description");
    }
    List<String> lines = text.lines().toList();
    if (lines.size() > MAX_LINES) {
      return refused("has more than " + MAX_LINES + " lines: this cannot be a session description");
    }
    SdpText reader = new SdpText();
    for (int i = 0; i < lines.size() && reader.problems.size() < MAX_PROBLEMS; i++) {
      String line = i == 0 && lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(i);
      if (!line.isBlank()) {
        reader.line(line.stripTrailing(), i + 1);
      }
    }
    return reader.finished();
  }

  private static SdpReading refused(String why) {
    return new SdpReading.Invalid(List.of(new Remark(new Place(1, 1), why)));
  }

  private SdpReading finished() {
    closeMedia();
    if (!hasVersion && problems.isEmpty()) {
      problems.add(new Remark(new Place(1, 1), "is empty; a session description begins with v=0"));
    }
    return problems.isEmpty()
        ? new SdpReading.Valid(new SessionDescription(sessionLines, media))
        : new SdpReading.Invalid(problems);
  }

  private void line(String text, int number) {
    // Pasted text is often indented.
    int begin = text.length() - text.stripLeading().length();
    LineReader reader = new LineReader(text, number, begin);
    if (text.length() > MAX_LINE_CHARACTERS) {
      reader.fail("the line is longer than " + MAX_LINE_CHARACTERS + " characters");
    } else if (text.length() < begin + 2 || text.charAt(begin + 1) != '=' || !Character.isLetter(text.charAt(begin))) {
      String hint = hasVersion ? "" : "; a session description begins with v=0";
      reader.fail("a line is a letter, '=' and a value, but this is '" + LineReader.quoted(text.substring(begin)) + "'" + hint);
    } else {
      field(text.charAt(begin), new LineReader(text, number, begin + 2), number);
      return;
    }
    keep(reader);
  }

  private void field(char type, LineReader reader, int number) {
    Place place = reader.place();
    if (!hasVersion) {
      hasVersion = true;
      if (type != 'v' || !reader.rest().equals("0")) {
        problems.add(new Remark(new Place(number, 1), "a session description begins with v=0"));
      }
      return;
    }
    Line line = switch (type) {
      case 'o' -> Origin.read(reader);
      case 's' -> new SessionName(reader.rest());
      case 'c' -> Connection.read(reader);
      case 'm' -> MediaLine.read(reader);
      case 'a' -> Attribute.read(reader);
      case 'v' -> second(reader);
      default -> new OtherLine(type, reader.rest());
    };
    keep(reader);
    if (line instanceof MediaLine next) {
      closeMedia();
      head = new Placed<>(next, place);
    } else {
      (head == null ? sessionLines : below).add(new Placed<>(line, place));
    }
  }

  private static Line second(LineReader reader) {
    reader.fail("a second v=: two descriptions in one text");
    return new OtherLine('v', reader.rest());
  }

  private void keep(LineReader reader) {
    Remark failure = reader.failure();
    if (failure != null) {
      problems.add(failure);
    }
  }

  private void closeMedia() {
    if (head != null) {
      media.add(new MediaDescription(head, below));
      below = new ArrayList<>();
    }
  }

  /** Lines in the order of RFC 8866, each ended by CR LF; whatever is equal there stays in the order of the description. */
  public static String write(SessionDescription session) {
    StringBuilder text = new StringBuilder(512).append("v=0\r\n");
    write(session.lines(), SESSION_ORDER, text);
    for (MediaDescription one : session.media()) {
      append(one.head().line(), text);
      write(one.lines(), MEDIA_ORDER, text);
    }
    return text.toString();
  }

  private static void write(List<Placed<?>> lines, String order, StringBuilder text) {
    lines.stream()
        .map(Placed::line)
        .sorted(Comparator.comparingInt((Line line) -> rank(line.type(), order)))
        .forEach(line -> append(line, text));
  }

  private static int rank(char type, String order) {
    int rank = order.indexOf(type == 'r' || type == 'z' ? 't' : type);
    // Letters that nobody knows stand before the attributes.
    return rank < 0 ? order.length() - 2 : rank;
  }

  private static void append(Line line, StringBuilder text) {
    text.append(line.type()).append('=').append(line.value()).append("\r\n");
  }
}
