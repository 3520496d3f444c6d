package io.crosspoint.app.cli;

import io.crosspoint.app.demo.DemoCommand;
import io.crosspoint.app.listen.ListenCommand;
import io.crosspoint.app.talk.TalkCommand;
import java.io.PrintWriter;
import java.util.List;
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
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, also when a signal ended it",
      "1:failed while running, or found something wrong: the last line says what; trying again may help",
      "2:bad usage or bad configuration: trying again does not help",
      "3:out of memory (see ROUTER_HEAP)",
      "70:a bug; its stack trace stands above",
      "130, 143:SIGINT or SIGTERM came before the command had begun"
    })
public final class Crosspoint {

  /** As sysexits.h has it for a program that is wrong, not its user. */
  static final int A_BUG = 70;

  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          DoctorCommand.class,
          ExplainCommand.class,
          TapCommand.class,
          ValidateCommand.class,
          PlanCommand.class,
          ReloadCommand.class,
          SdpCommand.class,
          ClockCommand.class,
          TokenCommand.class,
          PrepareCommand.class,
          CompletionCommand.class,
          VersionCommand.class,
          DemoCommand.class,
          TalkCommand.class,
          ListenCommand.class,
          ReplayCommand.class,
          HelpCommand.class);

  private Crosspoint() {}

  /** Ends the process with the command's exit code. */
  public static void main(String[] args) {
    // Reading what eighteen commands are takes a tenth of the time in which a router is on air.
    List<Class<?>> wanted = args.length > 0 && args[0].equals("run") ? List.of(RunCommand.class) : COMMANDS;
    System.exit(commandLine(wanted).execute(args));
  }

  /** The whole command tree, with expected failures printed as one sentence. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine commandLine = new CommandLine(new Crosspoint());
    commands.forEach(commandLine::addSubcommand);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler((exception, failed, parsed) -> report(exception, failed.getErr()));
    commandLine.setExitCodeExceptionMapper(thrown -> thrown instanceof CommandLine.ParameterException ? 2 : A_BUG);
    Manual.addTo(commandLine);
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
