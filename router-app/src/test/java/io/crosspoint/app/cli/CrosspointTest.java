package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
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
  void shouldDescribeEveryCommandInItsHelp() {
    for (CommandLine sub : Crosspoint.commandLine().getSubcommands().values()) {
      assertTrue(sub.getCommandSpec().usageMessage().description().length > 0, sub.getCommandName());
      assertEquals(0, execute(sub.getCommandName(), "--help"), sub.getCommandName());
    }
  }
}
