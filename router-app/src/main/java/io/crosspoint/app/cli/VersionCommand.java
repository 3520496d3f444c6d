package io.crosspoint.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Print the versions of the router, of Java and of the system, and exit.")
final class VersionCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    for (String line : Versions.lines()) {
      spec.commandLine().getOut().println(line);
    }
  }
}
