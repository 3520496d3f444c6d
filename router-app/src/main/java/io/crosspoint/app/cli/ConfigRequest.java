package io.crosspoint.app.cli;

import io.crosspoint.app.config.FileText;
import io.crosspoint.app.config.Problem;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.config.ThisHost;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A file, put to the router that runs it. */
final class ConfigRequest {

  private ConfigRequest() {}

  /**
   * Prints what it answers.
   *
   * @return how many things change
   * @throws CommandFailure with code 2 for a file with problems, and 1 for what the router refuses
   */
  static int send(Path file, String path, String token, CommandSpec spec) throws InterruptedException {
    FileText source = RouterFile.open(file);
    Reading reading = switch (source) {
      case FileText.Present present -> present.parse(new ThisHost());
      case FileText.Absent(Reading.Invalid why) -> why;
    };
    if (!(reading instanceof Reading.Valid valid && source instanceof FileText.Present present)) {
      List<Problem> problems = reading instanceof Reading.Invalid invalid ? invalid.problems() : List.of();
      throw ConfigFile.refusal(problems, file, spec.commandLine().getErr());
    }
    try (RunningRouter router = new RunningRouter(valid.config().http(), token)) {
      HttpResponse<String> response = router.post(path, present.text());
      if (response.statusCode() >= 300) {
        String hint = response.statusCode() == 401 ? " (--token, or CROSSPOINT_TOKEN, of an operator)" : "";
        throw CommandFailure.atRunTime(
            "the router refuses (" + response.statusCode() + "): " + RunningRouter.detail(response.body()) + hint);
      }
      spec.commandLine().getOut().print(response.body());
      spec.commandLine().getOut().flush();
      return response.headers().firstValue("Crosspoint-Changes").map(Integer::parseInt).orElse(0);
    }
  }
}
