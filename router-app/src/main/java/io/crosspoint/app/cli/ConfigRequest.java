package io.crosspoint.app.cli;

import io.crosspoint.app.config.FileText;
import io.crosspoint.app.config.Problem;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.config.ThisHost;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** A file, put to the router that runs it. */
final class ConfigRequest {

  private static final Pattern DETAIL = Pattern.compile("\"detail\":\"((?:[^\"\\\\]|\\\\.)*)\"");

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
        Matcher detail = DETAIL.matcher(response.body());
        String why = detail.find() ? detail.group(1).replace("\\\"", "\"") : response.body().strip();
        String hint = response.statusCode() == 401 ? " (--token, or CROSSPOINT_TOKEN, of an operator)" : "";
        throw CommandFailure.atRunTime("the router refuses (" + response.statusCode() + "): " + why + hint);
      }
      spec.commandLine().getOut().print(response.body());
      spec.commandLine().getOut().flush();
      return response.headers().firstValue("Crosspoint-Changes").map(Integer::parseInt).orElse(0);
    }
  }
}
