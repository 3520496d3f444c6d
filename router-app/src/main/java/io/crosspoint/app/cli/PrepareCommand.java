package io.crosspoint.app.cli;

import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.fetch.Fetched;
import io.crosspoint.app.fetch.HttpText;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A whole router for some seconds, on loopback, so that the JVM that runs it can write down which classes a start needs and what their
 * code does. The launcher has it record, and makes the class cache of it.
 */
@Command(
    name = "prepare",
    description = {
      "Make later starts faster: run a small router on loopback for some seconds, and keep what the JVM learned in a class cache.",
      "Done once for each installation and each JDK; nothing happens when the cache is up to date. The router runs without one, too."
    })
final class PrepareCommand implements Runnable {

  private static final int ROUTES = 8;
  private static final long LONGEST_NS = 20_000_000_000L;
  private static final long ON_AIR_MS = 1500;
  private static final List<String> PAGES = List.of("/", "/metrics", "/livez", "/readyz", "/api/v1/status", "/api/v1/crosspoints");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    try {
      Path directory = Files.createTempDirectory("router-prepare");
      Path file = directory.resolve("loopback.yaml");
      try {
        Files.writeString(file, plant(directory));
        rehearse(file);
      } finally {
        remove(directory);
      }
    } catch (IOException e) {
      throw CommandFailure.atRunTime("cannot rehearse a start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rehearse(Path file) throws InterruptedException {
    Beginning beginning = Beginning.with(file, new ThisHost(), true, spec.commandLine().getErr());
    try (Service service = new Service(beginning, file, StartTimes.ofThisProcess())) {
      service.start();
      Thread visitor = Thread.ofPlatform().daemon().name("visitor").start(() -> visit(service));
      service.serve();
      visitor.join();
    }
  }

  /** Asks for what is asked of every router, and ends it. */
  private static void visit(Service service) {
    try {
      String door = "http://127.0.0.1:" + service.address().getPort();
      long startNs = System.nanoTime();
      while (System.nanoTime() - startNs < LONGEST_NS && !(HttpText.get(URI.create(door + "/readyz")) instanceof Fetched.Text)) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      for (String page : PAGES) {
        // What it says is of no interest; that it was made is.
        Fetched _ = HttpText.get(URI.create(door + page));
      }
      TimeUnit.MILLISECONDS.sleep(ON_AIR_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      service.stop();
    }
  }

  /** A few streams that nobody sends, routed to where nobody listens. */
  private static String plant(Path directory) throws IOException {
    List<Integer> ports = freePorts(2 * ROUTES);
    StringBuilder inputs = new StringBuilder();
    StringBuilder outputs = new StringBuilder();
    StringBuilder routes = new StringBuilder();
    for (int i = 0; i < ROUTES; i++) {
      String stream = "{ streams: [ { network: lo, %sport: %d } ], format: L24/48000/2%s }%n";
      inputs.append(("  in%d: " + stream).formatted(i, "", ports.get(i), ", link-offset: 10ms"));
      outputs.append(("  out%d: " + stream).formatted(i, "host: 127.0.0.1, ", ports.get(ROUTES + i), ""));
      routes.append(String.format(Locale.ROOT, "  - { from: in%d, to: out%d }%n", i, (i + 1) % ROUTES));
    }
    return "name: prepare\nnetworks: { lo: { interface: 127.0.0.1 } }\nclock: { source: local }\ninputs:\n" + inputs + "outputs:\n"
        + outputs + "routes:\n" + routes + "http: { listen: 127.0.0.1:0 }\n"
        // Not where the service manager would have it: this is not the router whose state is kept there.
        + "control: { journal: '" + directory.resolve("state") + "', audit: '" + directory.resolve("audit") + "' }\n";
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<DatagramSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        held.add(socket);
      }
      return held.stream().map(DatagramSocket::getLocalPort).toList();
    } finally {
      held.forEach(DatagramSocket::close);
    }
  }

  private static void remove(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
