package io.crosspoint.app.cli;

import io.crosspoint.app.demo.DemoCommand;
import io.crosspoint.app.listen.ListenCommand;
import io.crosspoint.app.talk.TalkCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The {@code router} command: the root that every other command hangs from. */
@Command(
    name = "router",
    description = "Crosspoint: an AES67 audio router. Packets in, packets out, every one aligned to the plant's PTP clock.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Versions.class,
    subcommands = {
      RunCommand.class,
      DoctorCommand.class,
      ExplainCommand.class,
      TapCommand.class,
      ValidateCommand.class,
      SdpCommand.class,
      ClockCommand.class,
      TokenCommand.class,
      VersionCommand.class,
      DemoCommand.class,
      TalkCommand.class,
      ListenCommand.class,
      HelpCommand.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed while running (the message says why)", "2:bad usage or bad configuration"})
public final class Crosspoint {

  private Crosspoint() {}

  /** Ends the process with the command's exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command tree, with expected failures printed as one sentence. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Crosspoint());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler((exception, failed, parsed) -> report(exception, failed.getErr()));
    return commandLine;
  }

  private static int report(Exception exception, PrintWriter err) throws Exception {
    if (exception instanceof CommandFailure failure) {
      err.println("router: " + failure.getMessage());
      err.flush();
      return failure.exitCode();
    }
    throw exception;
  }
}
