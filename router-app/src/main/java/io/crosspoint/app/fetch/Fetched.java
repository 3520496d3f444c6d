package io.crosspoint.app.fetch;

/** What became of a request for a text. */
public sealed interface Fetched {

  record Text(String text) implements Fetched {}

  /** @param why continues "address: …" */
  record Refused(String why) implements Fetched {}
}
