package io.crosspoint.app.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One side of a route as written: {@code studio1}, {@code studio1/2} or {@code studio1/3-4}.
 *
 * @param first first channel, from 1; 0 when all are meant
 * @param last last channel, inclusive; 0 when all are meant
 */
record ChannelRange(String stream, int first, int last) {

  private static final Pattern TEXT = Pattern.compile("([^/]+?)\\s*(?:/\\s*(\\d{1,6})\\s*(?:-\\s*(\\d{1,6}))?)?");

  static Parsed<ChannelRange> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Parsed.refused("must be stream, stream/channel or stream/first-last, such as studio1/1-2, but is '"
          + Scalars.abridged(text) + "'");
    }
    int first = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
    int last = parts.group(3) == null ? first : Integer.parseInt(parts.group(3));
    if (parts.group(2) != null && (first < 1 || last < first)) {
      return Parsed.refused("channels count from 1 and a range goes upwards, but it says '" + Scalars.abridged(text) + "'");
    }
    return Parsed.value(new ChannelRange(parts.group(1), first, last));
  }

  boolean isWholeStream() {
    return first == 0;
  }

  /** Channels named; meaningless for a whole stream. */
  int channels() {
    return last - first + 1;
  }
}
