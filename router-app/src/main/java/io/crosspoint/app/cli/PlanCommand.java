package io.crosspoint.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    description = {
      "Print what would change if the running router were told to become what FILE says: + comes, ~ changes, - goes, ! needs a restart.",
      "It is asked where http.listen in FILE says.",
      "What is marked [heard] takes longer than a crossfade; nothing else touches what is on air."
    },
    exitCodeList = {"0:nothing would change", "1:the router does not answer, or refuses", "2:bad usage or bad configuration",
      "3:something would change"})
final class PlanCommand implements Callable<Integer> {

  private static final int CHANGES = 3;

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
    int changes =
        ConfigRequest.send(file, "/api/v1/config/plan", identity.token(), spec);
    return changes == 0 ? 0 : CHANGES;
  }
}
