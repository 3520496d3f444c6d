package io.crosspoint.app.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "token",
    description = {
      "Make a token for the HTTP interface: what its owner keeps secret, and the line for http.tokens, which holds only its SHA-256.",
      "The token is shown once and stored nowhere."
    })
final class TokenCommand implements Runnable {

  private static final int TOKEN_BYTES = 24;

  /** What a token allows; the file's own words. */
  enum Role { viewer, operator }

  @Parameters(paramLabel = "NAME", description = "Whose token it is: 1 to 64 letters, digits, '.', '_' or '-'. It stands in the audit log.")
  @SuppressWarnings("NullAway.Init")
  private String name;

  @Option(names = "--role", paramLabel = "ROLE", defaultValue = "viewer", description = "viewer (default) or operator, who may change.")
  @SuppressWarnings("NullAway.Init")
  private Role role;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw CommandFailure.badInput("a name is 1 to 64 letters, digits, '.', '_' or '-', and begins with a letter or digit");
    }
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    spec.commandLine().getOut().printf("token  %s%nfile   - { name: %s, role: %s, sha256: %s }%n", token, name, role, sha256(token));
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
