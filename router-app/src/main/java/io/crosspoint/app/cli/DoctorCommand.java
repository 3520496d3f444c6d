package io.crosspoint.app.cli;

import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.doctor.Doctor;
import io.crosspoint.app.doctor.Finding;
import io.crosspoint.app.doctor.HostFacts;
import io.crosspoint.app.doctor.Summary;
import io.crosspoint.pipeline.io.SocketIo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = {
      "Examine what this host would do to the streams of FILE: interfaces, limits, privileges, timers, what arrives, and the clock.",
      "Takes some ten seconds, joins the inputs' groups and sends no audio. What fails comes first, each with the way to mend it.",
      "The exit code is 1 when something failed."
    })
final class DoctorCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The router's configuration (YAML). config/router.yaml explains every key.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(names = "--all", description = "What is well, line by line, too.")
  private boolean isAll;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Reading.Valid valid = ConfigFile.load(file, new ThisHost(), spec.commandLine().getErr());
    valid.notes().forEach(note -> out.println("NOTE  " + note));
    RouterConfig config = valid.config();
    Doctor doctor =
        new Doctor(config, HostFacts.ofThisHost(), new SocketIo(config.pipeline().packetIo()), ClockSources.of(config.clock()));
    List<Finding> findings = new ArrayList<>();
    Finding.Level worst = doctor.examine(findings::add);
    Summary.lines(findings, isAll).forEach(out::println);
    out.flush();
    return worst == Finding.Level.FAIL ? 1 : 0;
  }
}
