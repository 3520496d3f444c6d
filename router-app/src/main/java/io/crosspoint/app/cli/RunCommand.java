package io.crosspoint.app.cli;

import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.service.Logs;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = {
      "Route what FILE says until SIGINT or SIGTERM; SIGHUP reads FILE again and changes what is different, on air.",
      "SIGUSR2 writes what the flight recorder holds to a file, when FILE has a flight section.",
      "One line is logged for each change of state. Outputs begin when the clock is usable. See http.listen in FILE for metrics and health."
    })
final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final long STOP_WITHIN_MS = 5000;

  @Parameters(paramLabel = "FILE", description = "The router's configuration (YAML). config/router.yaml explains every key.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--log", paramLabel = "FORMAT", defaultValue = "${env:ROUTER_LOG:-text}",
      description = "text (default) or json: one object a line with ECS field names. ROUTER_LOG in the environment is the default.")
  @SuppressWarnings("NullAway.Init")
  private Logs.Format log;

  @Option(
      names = "--strict",
      description = "Refuse to begin when FILE has problems, also where a last good configuration was kept beside it (FILE.good).")
  private boolean isStrict;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    StartTimes times = StartTimes.ofThisProcess();
    times.end("Java and the command line", System.nanoTime());
    Logs.write(log);
    Beginning beginning = Beginning.with(file, new ThisHost(), isStrict, spec.commandLine().getErr());
    Reading.Valid valid = beginning.valid();
    valid.notes().forEach(note -> LOG.info("{}", note));
    times.end("configuration", System.nanoTime());
    CountDownLatch closed = new CountDownLatch(1);
    try (Service service = new Service(beginning, file, times)) {
      Signals.handle("HUP", service::reload);
      Signals.handle("USR2", service::freeze);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(service, closed)));
      service.start();
      service.serve();
      LOG.info("stopping");
    } finally {
      closed.countDown();
    }
    return 0;
  }

  /** Runs on SIGINT, SIGTERM, or after {@code call} has returned by itself, when there is nothing left to stop. */
  private static void stop(Service service, CountDownLatch closed) {
    if (closed.getCount() == 0) {
      return;
    }
    service.stop();
    try {
      boolean isClean = closed.await(STOP_WITHIN_MS, TimeUnit.MILLISECONDS);
      // A signal would make the exit code 128 + n, which a supervisor takes for a failure.
      Runtime.getRuntime().halt(isClean ? 0 : 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
