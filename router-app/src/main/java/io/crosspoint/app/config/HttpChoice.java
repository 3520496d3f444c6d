package io.crosspoint.app.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the HTTP door stands and whom it opens for.
 *
 * @param listen port 0 lets the system choose
 * @param tokens none: everyone who reaches the address is an operator, which is why it must be a loopback address then
 * @param tls null for plain HTTP
 */
public record HttpChoice(InetSocketAddress listen, List<Token> tokens, @Nullable Tls tls) {

  /** What a token allows. */
  public enum Role {
    /** To look. */
    VIEWER,
    /** To look and to change. */
    OPERATOR
  }

  /**
   * One who may come in.
   *
   * @param name for the audit log
   * @param sha256 of the token, 64 hexadecimal digits in lower case
   */
  public record Token(String name, Role role, String sha256) {}

  /** PEM files: a certificate chain and its private key. */
  public record Tls(Path certificate, Path key) {}

  public HttpChoice {
    tokens = List.copyOf(tokens);
  }
}
