package io.crosspoint.app.sdp;

/** {@code a=mid} (RFC 5888 clause 4): what a group calls this stream. */
public record MediaId(String id) implements Attribute {

  static final String NAME = "mid";

  static MediaId read(LineReader line) {
    MediaId id = new MediaId(line.word("a name"));
    line.end("the name");
    return id;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String body() {
    return id;
  }
}
