package io.crosspoint.app.cli;

import io.crosspoint.app.config.Host;
import io.crosspoint.app.config.Problem;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Reads a command's FILE argument. */
final class ConfigFile {

  private ConfigFile() {}

  /** @throws CommandFailure with code 2 when the file has problems, which have all been printed then */
  static Reading.Valid load(Path file, Host host, PrintWriter err) {
    return switch (RouterFile.read(file, host)) {
      case Reading.Valid valid -> valid;
      case Reading.Invalid(List<Problem> problems) -> throw refusal(problems, file, err);
    };
  }

  /** Prints the problems. @return what ends the command, with code 2 */
  static CommandFailure refusal(List<Problem> problems, Path file, PrintWriter err) {
    problems.forEach(err::println);
    return CommandFailure.badInput(
        (problems.size() == 1 ? "1 problem" : problems.size() + " problems") + " in " + file + "; nothing was applied");
  }
}
