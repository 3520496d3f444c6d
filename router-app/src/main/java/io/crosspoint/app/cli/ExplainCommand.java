package io.crosspoint.app.cli;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.ThisHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    description = {
      "Why there is, or is not, sound at an output of the router that runs with FILE: every link from wire to wire, with the command or key"
          + " that mends it. The first broken link is the headline.",
      "The exit code is 1 when a link is broken."
    })
final class ExplainCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE", description = "The configuration that the router runs with.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Parameters(index = "1", paramLabel = "OUTPUT[/CHANNEL]", description = "Which output, or channel of it from 1.")
  @SuppressWarnings("NullAway.Init")
  private String output;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private TokenOption identity;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    RouterConfig config = ConfigFile.load(file, new ThisHost(), spec.commandLine().getErr()).config();
    int slash = output.lastIndexOf('/');
    String path = slash < 0
        ? RunningRouter.encoded(output)
        : RunningRouter.encoded(output.substring(0, slash)) + "/" + RunningRouter.encoded(output.substring(slash + 1));
    try (RunningRouter router = new RunningRouter(config.http(), identity.token());
        InputStream answer = router.get("/api/v1/explain/" + path, "text/plain")) {
      String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      out.print(text);
      out.flush();
      return text.startsWith("BROKEN") ? 1 : 0;
    }
  }
}
