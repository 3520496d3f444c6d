package io.crosspoint.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "reload",
    description = {
      "Have the running router become what FILE says, on air, and print what it did. All of it is done, or nothing.",
      "If FILE is not the router's own file, its text becomes that file's, so that a restart keeps it; the old text is kept (.before).",
      "It is asked where http.listen in FILE says."
    })
final class ReloadCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The configuration (YAML) that the router is to have.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private TokenOption identity;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ConfigRequest.send(file, "/api/v1/config/apply", identity.token(), spec);
    return 0;
  }
}
