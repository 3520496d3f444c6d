package io.crosspoint.app.cli;

import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.demo.DemoCommand;
import io.crosspoint.app.fetch.Fetched;
import io.crosspoint.app.fetch.HttpText;
import io.crosspoint.app.flight.PacketListener;
import io.crosspoint.app.flight.Replay;
import io.crosspoint.app.talk.Faults;
import io.crosspoint.app.talk.SineSignal;
import io.crosspoint.app.talk.TalkPlan;
import io.crosspoint.app.talk.Talker;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * A whole router for some seconds, on loopback, and a replay of what it recorded, so that the JVM that runs them can write down which
 * classes they need and what their code does. The launcher has it record, and makes the class cache of it.
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
  /** As often as makes its code worth compiling whole. */
  private static final int REPLAYS = 10;
  private static final AudioFormat FORMAT = new AudioFormat(Encoding.L24, 48_000, 2);
  private static final int PACKET_FRAMES = 48;
  private static final int PAYLOAD_TYPE = 98;
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
        List<Integer> ports = freePorts(2 * ROUTES);
        Files.writeString(file, plant(directory, ports));
        rehearse(file, ports.getFirst());
      } finally {
        remove(directory);
      }
    } catch (IOException e) {
      throw CommandFailure.atRunTime("cannot rehearse a start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rehearse(Path file, int port) throws InterruptedException {
    Beginning beginning = Beginning.with(file, new ThisHost(), true, spec.commandLine().getErr());
    try (Service service = new Service(beginning, file, StartTimes.ofThisProcess())) {
      service.start();
      PacketIo io = new SocketIo(beginning.valid().config().pipeline().packetIo());
      Thread visitor = Thread.ofPlatform().daemon().name("visitor").start(() -> visit(service, io, port));
      service.serve();
      visitor.join();
    }
  }

  /** Asks for what is asked of every router, lets it carry something, and ends it. */
  private static void visit(Service service, PacketIo io, int port) {
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
      carry(io, port);
      Path recording = service.flights().find(service.flights().request("prepare").join().name()).orElseThrow();
      for (int i = 0; i < REPLAYS; i++) {
        List<String> _ = Replay.of(recording, PacketListener.NONE).lines();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      service.stop();
    }
  }

  /** A tone goes in, and through half of the routes. */
  private static void carry(PacketIo io, int port) throws InterruptedException {
    Nic nic = DemoCommand.loopback();
    TalkPlan plan =
        new TalkPlan(nic, nic.address(), port, 1, FORMAT, PACKET_FRAMES, PAYLOAD_TYPE, 1, 0, 0, 0, 0, 0, 1, 34);
    try (LocalClockSource clock = new LocalClockSource(HostClocks.ofThisHost());
        Talker talker = new Talker(plan, new SineSignal(FORMAT), Faults.NONE, Long.MAX_VALUE, clock.cell(), io)) {
      clock.start();
      talker.start();
      TimeUnit.MILLISECONDS.sleep(ON_AIR_MS);
    }
  }

  /** A few streams, of which the first is spoken to, routed to where nobody listens. */
  private static String plant(Path directory, List<Integer> ports) {
    StringBuilder inputs = new StringBuilder();
    StringBuilder outputs = new StringBuilder();
    StringBuilder routes = new StringBuilder();
    for (int i = 0; i < ROUTES; i++) {
      String stream = "{ streams: [ { network: lo, %sport: %d } ], format: " + FORMAT + "%s }%n";
      inputs.append(("  in%d: " + stream).formatted(i, "", ports.get(i), ", link-offset: 10ms"));
      outputs.append(("  out%d: " + stream).formatted(i, "host: 127.0.0.1, ", ports.get(ROUTES + i), ""));
      routes.append(String.format(Locale.ROOT, "  - { from: in%d, to: out%d }%n", i < ROUTES / 2 ? 0 : i, i));
    }
    return "name: prepare\nnetworks: { lo: { interface: 127.0.0.1 } }\nclock: { source: local }\ninputs:\n" + inputs + "outputs:\n"
        + outputs + "routes:\n" + routes + "http: { listen: 127.0.0.1:0 }\nflight: { keep: 10s, directory: '" + directory + "' }\n"
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
