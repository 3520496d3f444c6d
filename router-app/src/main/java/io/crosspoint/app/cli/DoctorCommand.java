package io.crosspoint.app.cli;

import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.doctor.Doctor;
import io.crosspoint.app.doctor.Finding;
import io.crosspoint.app.doctor.HostFacts;
import io.crosspoint.pipeline.io.SocketIo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = {
      "Examine what this host would do to the streams of FILE: interfaces, limits, privileges, timers, what arrives, and the clock.",
      "Takes some ten seconds, joins the inputs' groups and sends no audio. Each line is OK, WARN or FAIL with the way to mend it.",
      "The exit code is 1 when something failed."
    })
final class DoctorCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The router's configuration (YAML). config/router.yaml explains every key.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

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
    Finding.Level worst = doctor.examine(finding -> {
      out.println(finding);
      out.flush();
    });
    return worst == Finding.Level.FAIL ? 1 : 0;
  }
}
