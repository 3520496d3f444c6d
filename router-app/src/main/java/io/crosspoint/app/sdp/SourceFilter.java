package io.crosspoint.app.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code a=source-filter} (RFC 4570).
 *
 * @param isInclusive {@code incl}, or else {@code excl}
 * @param addressType {@code IP4}, {@code IP6} or {@code *}
 * @param destination an address, a host name, or {@code *} for all of the section
 * @param sources one at least
 */
public record SourceFilter(boolean isInclusive, String addressType, String destination, List<String> sources) implements Attribute {

  static final String NAME = "source-filter";

  public SourceFilter {
    sources = List.copyOf(sources);
  }

  static SourceFilter read(LineReader line) {
    line.skipSpaces();
    boolean isExclusive = line.isNext('e') || line.isNext('E');
    line.literal(isExclusive ? "excl" : "incl");
    line.literal("IN");
    String addressType = line.word("IP4 or IP6").toUpperCase(Locale.ROOT);
    String destination = line.word("the destination");
    List<String> sources = new ArrayList<>();
    do {
      sources.add(line.word("the address of a source"));
      line.skipSpaces();
    } while (!line.isAtEnd());
    return new SourceFilter(!isExclusive, addressType, destination, sources);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** With the space that clause 3 of the RFC has after the colon. */
  @Override
  public String body() {
    return " " + (isInclusive ? "incl" : "excl") + " IN " + addressType + " " + destination + " " + String.join(" ", sources);
  }
}
