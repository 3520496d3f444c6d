package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CrosspointTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    return Crosspoint.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  @Test
  void shouldPrintVersionsAndExit() {
    assertEquals(0, execute("version"));
    assertTrue(out.toString().startsWith("crosspoint 0."), out.toString());
    assertFalse(out.toString().contains("${"), "the build stamps the version");
  }

  @Test
  void shouldAnswerUnknownCommandWithUsageAndCode2() {
    assertEquals(2, execute("rout"));
    assertTrue(err.toString().contains("rout"), err.toString());
  }

  @Test
  void shouldExplainItselfWithoutACommand() {
    assertEquals(2, execute());
    assertTrue(err.toString().contains("Missing required subcommand"), err.toString());
  }

  @Test
  void shouldPrintEveryProblemOfAFileAndExitWith2(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "nmae: x\nclock: { source: gps }\n");
    for (String command : List.of("validate", "run", "doctor")) {
      assertEquals(2, execute(command, file.toString()), command);
      assertTrue(err.toString().contains(file + ":1:1: nmae: unknown key; did you mean name?\n"), err.toString());
      assertTrue(
          err.toString().contains(file + ":2:18: clock.source: must be ptp, phc, usrvclock, system or local, but is 'gps'\n"),
          err.toString());
      assertTrue(err.toString().endsWith("7 problems in " + file + "; nothing was applied\n"), err.toString());
      assertEquals("", out.toString());
    }
  }

  @Test
  void shouldPrintThePlanOfALegalFile() {
    assertEquals(0, execute("validate", Path.of("..", "config", "unicast.yaml").toString()), err.toString());
    assertTrue(out.toString().contains("talker -> listener  latency 5.000 ms = 240 frames, 3.5ms of it"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void shouldGiveExamplesThatItUnderstandsItself() {
    Manual.EXAMPLES.forEach((command, examples) -> {
      for (String example : examples) {
        assertTrue(example.startsWith("router ") && (command.equals("router") || example.startsWith("router " + command)), example);
        Crosspoint.commandLine().parseArgs(example.substring("router ".length()).split(" "));
      }
      String help = (command.equals("router") ? Crosspoint.commandLine() : Crosspoint.commandLine().getSubcommands().get(command))
          .getUsageMessage();
      assertTrue(help.contains("Examples:") && help.contains(examples.getFirst()) && help.contains("Exit codes:"), help);
    });
  }

  @Test
  void shouldCompleteItsCommandsAndOptionsInAShell() {
    assertEquals(0, execute("completion", "zsh"));
    String script = out.toString();
    assertTrue(script.startsWith("#!/usr/bin/env bash") && script.contains("--link-offset") && script.contains("validate"), script);
  }

  @Test
  void shouldTellABugFromAFailureByItsExitCode() {
    for (CommandLine sub : Crosspoint.commandLine().getSubcommands().values()) {
      assertEquals(Crosspoint.A_BUG, sub.getExitCodeExceptionMapper().getExitCode(new IllegalStateException("broken")));
      assertEquals(2, sub.getExitCodeExceptionMapper().getExitCode(new CommandLine.ParameterException(sub, "no such option")));
    }
  }

  @Test
  void shouldDescribeEveryCommandInItsHelp() {
    for (CommandLine sub : Crosspoint.commandLine().getSubcommands().values()) {
      assertTrue(sub.getCommandSpec().usageMessage().description().length > 0, sub.getCommandName());
      assertEquals(0, execute(sub.getCommandName(), "--help"), sub.getCommandName());
    }
  }
}
