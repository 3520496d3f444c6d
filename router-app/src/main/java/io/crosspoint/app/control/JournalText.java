package io.crosspoint.app.control;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The journal's lines, which a person can read and a machine can trust.
 *
 * <pre>
 * 9c1f02aa set air1/1 studio1/2 -6.0 on ; close air1/1 studio1/1
 * 1c77e0d3 salvo night take air1/1 studio2/1 0.0 on ; clear air1/2
 * 5be1aa01 unsalvo night
 * 0f30c1d7 forget air1/1 studio1/2
 * </pre>
 *
 * The first word is the CRC-32C of what follows the space, in UTF-8. One line is one command: all of it is valid, or none. Pure.
 */
final class JournalText {

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{8}) (.*)");
  private static final Pattern PLACE = Pattern.compile("(.+)/(\\d{1,5})");

  private JournalText() {}

  /** Without the line's end. */
  static String line(List<JournalEntry> entries) {
    String text = String.join(" ; ", entries.stream().map(JournalText::text).toList());
    return checksum(text) + " " + text;
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }

  private static String text(JournalEntry entry) {
    return switch (entry) {
      case JournalEntry.Set(CrosspointId id, Optional<Level> level) ->
          level.map(open -> "set " + text(id, open)).orElse("close " + id.to() + " " + id.from());
      case JournalEntry.Forget(CrosspointId id) -> "forget " + id.to() + " " + id.from();
      case JournalEntry.Salvo(String name, Optional<List<Edit>> edits) ->
          edits.map(list -> "salvo " + name + " " + String.join(" , ", list.stream().map(JournalText::text).toList()))
              .orElse("unsalvo " + name);
    };
  }

  private static String text(CrosspointId id, Level level) {
    String gain = level.gainDb() == Double.NEGATIVE_INFINITY ? "off" : String.valueOf(level.gainDb());
    return id.to() + " " + id.from() + " " + gain + (level.isMuted() ? " muted" : " on");
  }

  /** An edit in the journal's words. */
  static String text(Edit edit) {
    return switch (edit) {
      case Edit.Open(CrosspointId id, Level level) -> "open " + text(id, level);
      case Edit.Take(CrosspointId id, Level level) -> "take " + text(id, level);
      case Edit.Close(CrosspointId id) -> "close " + id.to() + " " + id.from();
      case Edit.Clear(String output, int channel) -> "clear " + output + "/" + channel;
    };
  }

  /** Empty when the checksum is wrong, or the text is not of this grammar. */
  static Optional<List<JournalEntry>> entries(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches() || !checksum(parts.group(2)).equals(parts.group(1))) {
      return Optional.empty();
    }
    try {
      List<JournalEntry> entries = new ArrayList<>();
      for (String entry : parts.group(2).split(" ; ", -1)) {
        entries.add(entry(entry));
      }
      return Optional.of(entries);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JournalEntry entry(String text) {
    String[] words = text.split(" ", 3);
    if (words.length < 2) {
      throw new IllegalArgumentException(text);
    }
    return switch (words[0]) {
      case "set" -> new JournalEntry.Set(id(text), Optional.of(level(text)));
      case "close" -> new JournalEntry.Set(id(text), Optional.empty());
      case "forget" -> new JournalEntry.Forget(id(text));
      case "salvo" -> {
        List<Edit> edits = new ArrayList<>();
        for (String edit : words.length < 3 ? new String[0] : words[2].split(" , ", -1)) {
          edits.add(edit(edit));
        }
        yield new JournalEntry.Salvo(words[1], Optional.of(List.copyOf(edits)));
      }
      case "unsalvo" -> new JournalEntry.Salvo(words[1], Optional.empty());
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Edit edit(String text) {
    return switch (text.split(" ", 2)[0]) {
      case "open" -> new Edit.Open(id(text), level(text));
      case "take" -> new Edit.Take(id(text), level(text));
      case "close" -> new Edit.Close(id(text));
      case "clear" -> {
        Matcher place = place(word(text, 1));
        yield new Edit.Clear(place.group(1), Integer.parseInt(place.group(2)));
      }
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** The crosspoint in the second and third word. */
  private static CrosspointId id(String text) {
    Matcher to = place(word(text, 1));
    Matcher from = place(word(text, 2));
    return new CrosspointId(to.group(1), Integer.parseInt(to.group(2)), from.group(1), Integer.parseInt(from.group(2)));
  }

  private static Level level(String text) {
    String gain = word(text, 3);
    double gainDb = "off".equals(gain) ? Double.NEGATIVE_INFINITY : Double.parseDouble(gain);
    return switch (word(text, 4)) {
      case "on" -> new Level(gainDb, false);
      case "muted" -> new Level(gainDb, true);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Matcher place(String word) {
    Matcher place = PLACE.matcher(word);
    if (!place.matches()) {
      throw new IllegalArgumentException(word);
    }
    return place;
  }

  private static String word(String text, int number) {
    String[] words = text.split(" ", -1);
    if (words.length <= number) {
      throw new IllegalArgumentException(text);
    }
    return words[number];
  }
}
