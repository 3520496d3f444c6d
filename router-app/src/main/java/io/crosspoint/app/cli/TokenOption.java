package io.crosspoint.app.cli;

import picocli.CommandLine.Option;

/** How a command that asks the running router says who it is. */
final class TokenOption {

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:CROSSPOINT_TOKEN:-}",
      description = "Where http.tokens asks for one (an operator's, to plan or reload); also taken from CROSSPOINT_TOKEN.")
  @SuppressWarnings("NullAway.Init")
  private String token;

  /** Empty when none was given. */
  String token() {
    return token;
  }
}
