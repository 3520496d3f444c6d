package io.crosspoint.app.cli;

import io.crosspoint.app.api.DescriptionPages;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.fetch.Fetched;
import io.crosspoint.app.fetch.HttpText;
import io.crosspoint.app.sdp.Audience;
import io.crosspoint.pipeline.OutputSpec;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sdp",
    description = {
      "Print the session descriptions of the outputs of the router that runs FILE, for receivers to be told by hand.",
      "It is asked where http.listen says, because a description names the grandmaster that is followed now."
    })
final class SdpCommand implements Runnable {

  @Parameters(paramLabel = "FILE", description = "The running router's configuration (YAML).")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Parameters(index = "1", arity = "0..1", paramLabel = "OUTPUT", description = "One output; every output without it.")
  private @Nullable String output;

  @Option(
      names = "--audience", defaultValue = "aes67", paramLabel = "WHO",
      description = "aes67 (default), st2110 (with source filters) or dante (one leg, no filter).")
  @SuppressWarnings("NullAway.Init")
  private Audience audience;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    RouterConfig config = ConfigFile.load(file, new ThisHost(), spec.commandLine().getErr()).config();
    List<String> names = config.outputs().stream().map(OutputSpec::name).toList();
    if (output != null && !names.contains(output)) {
      throw CommandFailure.badInput("no output '" + output + "' in " + file + " (have " + String.join(", ", names) + ")");
    }
    for (String name : output == null ? names : List.of(output)) {
      spec.commandLine().getOut().print(description(config, name));
    }
    spec.commandLine().getOut().flush();
  }

  private String description(RouterConfig config, String name) {
    InetAddress listens = config.http().listen().getAddress();
    String host = listens.isAnyLocalAddress() ? "127.0.0.1" : listens.getHostAddress();
    String door = (host.contains(":") ? "[" + host + "]" : host) + ":" + config.http().listen().getPort();
    String path = DescriptionPages.PREFIX + name + "/sdp?audience=" + audience.name().toLowerCase(Locale.ROOT);
    return switch (HttpText.get(URI.create("http://" + door + path))) {
      case Fetched.Text(String text) -> text;
      case Fetched.Refused(String why) ->
          throw CommandFailure.atRunTime("the router of " + file + " does not say it at http://" + door + ": " + why);
    };
  }
}
