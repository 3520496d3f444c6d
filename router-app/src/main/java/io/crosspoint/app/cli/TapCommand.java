package io.crosspoint.app.cli;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.ThisHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "tap",
    description = {
      "Capture an input or output of the router that runs with FILE, as sound (.wav) or as packets for Wireshark (.pcap).",
      "An input's sound is what routes read of it, its packets are those received; an output's are those sent."
    })
final class TapCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE", description = "The configuration that the router runs with.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Parameters(index = "1", paramLabel = "inputs/NAME|outputs/NAME", description = "What to capture.")
  @SuppressWarnings("NullAway.Init")
  private String stream;

  @Parameters(index = "2", paramLabel = "OUT", description = "A file that ends in .wav or .pcap; replaced when it is there.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "How long, 1 to 86400; 10 without it.")
  private int seconds;

  @Option(names = "--channels", paramLabel = "LIST", defaultValue = "", description = "Of a .wav, such as 1,2; all without it.")
  @SuppressWarnings("NullAway.Init")
  private String channels;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private TokenOption identity;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    boolean isWave = out.toString().endsWith(".wav");
    if (!isWave && !out.toString().endsWith(".pcap")) {
      throw CommandFailure.badInput(out + " must end in .wav or .pcap");
    }
    if (!stream.matches("(inputs|outputs)/.+")) {
      throw CommandFailure.badInput(stream + " must be inputs/NAME or outputs/NAME");
    }
    RouterConfig config = ConfigFile.load(file, new ThisHost(), spec.commandLine().getErr()).config();
    int slash = stream.indexOf('/');
    String path = "/api/v1/tap/" + stream.substring(0, slash + 1) + RunningRouter.encoded(stream.substring(slash + 1))
        + (isWave ? ".wav" : ".pcap") + "?seconds=" + seconds
        + (isWave && !channels.isEmpty() ? "&channels=" + RunningRouter.encoded(channels) : "");
    try (RunningRouter router = new RunningRouter(config.http(), identity.token());
        InputStream answer = router.get(path, "*/*")) {
      long bytes = Files.copy(answer, out, StandardCopyOption.REPLACE_EXISTING);
      spec.commandLine().getOut().println(bytes + " bytes in " + out);
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IOException e) {
      throw CommandFailure.atRunTime("cannot write " + out + ": " + e.getMessage());
    }
  }
}
