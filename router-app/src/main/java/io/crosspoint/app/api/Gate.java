package io.crosspoint.app.api;

import io.crosspoint.app.config.HttpChoice;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may come in. With tokens, whoever has one; without, whoever is on this host, which is why the door is on loopback then. A page of
 * some other site in an operator's browser is on this host too, so requests that a browser says come from elsewhere are turned away, and
 * without tokens also those to a name that is not this host's (DNS rebinding).
 */
final class Gate {

  private static final HttpChoice.Token LOCAL = new HttpChoice.Token("local", HttpChoice.Role.OPERATOR, "");
  private static final List<String> LOOPBACK_NAMES = List.of("localhost", "127.0.0.1", "[::1]");
  private static final String BEARER = "Bearer ";
  private static final String PROTOCOL_BEARER = "bearer.";
  /** Wrong tokens in one minute, from all peers, after which wrong ones are not even looked at for the rest of it. */
  private static final int MOST_WRONG = 100;

  private static final long MINUTE_NS = 60_000_000_000L;

  private final List<HttpChoice.Token> tokens;
  private final List<byte[]> hashes;
  private final AtomicLong refusals = new AtomicLong();
  private long minuteBeganNs;
  private int wrongInMinute;

  Gate(List<HttpChoice.Token> tokens) {
    this.tokens = List.copyOf(tokens);
    this.hashes = tokens.stream().map(token -> HexFormat.of().parseHex(token.sha256())).toList();
    this.minuteBeganNs = System.nanoTime();
  }

  /** Requests that were turned away. */
  long refusals() {
    return refusals.get();
  }

  /**
   * Lets a request in, or throws what it is answered.
   *
   * @param nowNs monotonic time
   */
  void admit(RoutingContext context, Endpoint.Access access, long nowNs) {
    if (access == Endpoint.Access.ANYONE) {
      return;
    }
    try {
      requireOwnOrigin(context);
      HttpChoice.Token who = tokens.isEmpty() ? LOCAL : who(context, nowNs);
      if (access == Endpoint.Access.OPERATOR && who.role() != HttpChoice.Role.OPERATOR) {
        throw new Refusal(Answer.problem(403, "Forbidden", "the token of " + who.name() + " may look, not change"));
      }
      Call.admit(context, who);
    } catch (Refusal refused) {
      refusals.incrementAndGet();
      throw refused;
    }
  }

  private void requireOwnOrigin(RoutingContext context) {
    String host = context.request().authority() == null ? "" : context.request().authority().toString();
    if (tokens.isEmpty() && !LOOPBACK_NAMES.contains(host.replaceFirst(":\\d+$", ""))) {
      throw new Refusal(Answer.problem(421, "Misdirected request", "without tokens this router answers to localhost only"));
    }
    String origin = context.request().getHeader("Origin");
    if (origin != null && !host.equals(authority(origin))) {
      throw new Refusal(Answer.problem(403, "Forbidden", "requests from pages of other sites are not taken"));
    }
  }

  private static String authority(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getRawAuthority()).orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private HttpChoice.Token who(RoutingContext context, long nowNs) {
    String token = presented(context).orElseThrow(() -> unauthorized("a token is needed: Authorization: Bearer ..."));
    if (nowNs - minuteBeganNs > MINUTE_NS) {
      minuteBeganNs = nowNs;
      wrongInMinute = 0;
    }
    byte[] hash = sha256(token);
    HttpChoice.Token found = null;
    for (int i = 0; i < hashes.size(); i++) {
      // All of them, each in constant time: how long it takes tells nothing.
      if (MessageDigest.isEqual(hash, hashes.get(i))) {
        found = tokens.get(i);
      }
    }
    if (found != null) {
      return found;
    }
    if (++wrongInMinute > MOST_WRONG) {
      throw new Refusal(Answer.problem(429, "Too many wrong tokens", "try again in a minute").with("Retry-After", "60"));
    }
    throw unauthorized("the token is not known");
  }

  /** From the usual header; or, because a browser cannot set it on a WebSocket, from the subprotocols offered there. */
  private static Optional<String> presented(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(header.substring(BEARER.length()).strip());
    }
    String protocols = context.request().getHeader("Sec-WebSocket-Protocol");
    if (protocols != null) {
      for (String protocol : protocols.split(",", -1)) {
        if (protocol.strip().startsWith(PROTOCOL_BEARER)) {
          return Optional.of(protocol.strip().substring(PROTOCOL_BEARER.length()));
        }
      }
    }
    return Optional.empty();
  }

  private static Refusal unauthorized(String detail) {
    return new Refusal(Answer.problem(401, "Unauthorized", detail).with("WWW-Authenticate", "Bearer"));
  }

  static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
