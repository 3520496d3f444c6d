package io.crosspoint.app.sdp;

/**
 * {@code o=} (RFC 8866 clause 5.2). Who made the session, and which version of it this is.
 *
 * @param sessionId digits, kept as text: leading zeros and more than 64 bits occur
 * @param sessionVersion as {@code sessionId}
 * @param addressType {@code IP4} or {@code IP6}
 * @param address of the sender, or its host name
 */
public record Origin(String username, String sessionId, String sessionVersion, String addressType, String address) implements Line {

  static Origin read(LineReader line) {
    String username = line.word("a user name");
    String id = line.word("a session id");
    String version = line.word("a session version");
    line.literal("IN");
    Origin origin = new Origin(username, id, version, line.word("IP4 or IP6"), line.word("an address"));
    line.end("the address");
    return origin;
  }

  @Override
  public char type() {
    return 'o';
  }

  @Override
  public String value() {
    return String.join(" ", username, sessionId, sessionVersion, "IN", addressType, address);
  }
}
