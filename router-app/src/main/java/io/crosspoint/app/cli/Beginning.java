package io.crosspoint.app.cli;

import io.crosspoint.app.config.FileText;
import io.crosspoint.app.config.Host;
import io.crosspoint.app.config.Problem;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.reload.GoodCopy;
import io.crosspoint.app.reload.LastReload;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a router begins with: its file; or, where that is broken, what served well before.
 *
 * @param broken why it is not the file; null when it is
 */
record Beginning(String text, Reading.Valid valid, @Nullable LastReload broken) {

  private static final Logger LOG = LoggerFactory.getLogger("router");

  /** @throws CommandFailure with code 2 when there is nothing to begin with; the problems have been printed then */
  static Beginning with(Path file, Host host, boolean isStrict, PrintWriter err) {
    FileText source = RouterFile.open(file);
    Reading reading = switch (source) {
      case FileText.Present present -> present.parse(host);
      case FileText.Absent(Reading.Invalid why) -> why;
    };
    if (reading instanceof Reading.Valid valid && source instanceof FileText.Present present) {
      return new Beginning(present.text(), valid, null);
    }
    List<Problem> problems = reading instanceof Reading.Invalid(List<Problem> found) ? found : List.of();
    Optional<FileText.Present> good = isStrict ? Optional.empty() : GoodCopy.find(file, host);
    if (good.isPresent() && good.get().parse(host) instanceof Reading.Valid valid) {
      return lastGood(good.get(), valid, problems, file);
    }
    throw ConfigFile.refusal(problems, file, err);
  }

  private static Beginning lastGood(FileText.Present good, Reading.Valid valid, List<Problem> problems, Path file) {
    String why = file + " has " + (problems.size() == 1 ? "1 problem" : problems.size() + " problems");
    LOG.error("{}; THE LAST GOOD CONFIGURATION IS USED INSTEAD, {} (--strict refuses to begin then)", why, good.name());
    problems.forEach(problem -> LOG.error("  {}", problem));
    String now = InstantSource.system().instant().toString();
    return new Beginning(
        good.text(), valid, new LastReload(false, "start", now, why + ", so the last good one is used", problems, List.of(), List.of()));
  }
}
