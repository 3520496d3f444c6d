package io.crosspoint.app.cli;

import io.crosspoint.app.config.Problem;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.ThisHost;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "validate",
    description = {
      "Read FILE as run would, without opening a socket, and print what it means: every stream, and every route with its exact latency.",
      "Every problem is printed with its line and column; then the exit code is 2."
    })
final class ValidateCommand implements Runnable {

  @Parameters(paramLabel = "FILE", description = "The router's configuration (YAML). config/router.yaml explains every key.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Reading.Valid valid = ConfigFile.load(file, new ThisHost(), spec.commandLine().getErr());
    PlanReport.of(valid.config()).forEach(out::println);
    out.println(valid.notes().isEmpty() ? "no notes" : "notes");
    for (Problem note : valid.notes()) {
      out.println("  " + note);
    }
  }
}
