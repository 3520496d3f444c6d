package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.Await;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A thousand takes a second for ten seconds, each a request of its own on one of 32 connections, to a router with 64 routes on loopback:
 * all must be confirmed by render and by the disk, the audit log must tell every one, and no output may miss a packet meanwhile.
 */
public final class TakesRig {

  private static final int STREAMS = 64;
  private static final int CONNECTIONS = 32;
  private static final int PER_SECOND = 1000;
  private static final int FIRST_PORT = 27_000;
  private static final int HTTP_PORT = 27_999;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int takes;
  private final long[] tookNs;
  private final List<String> troubles = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();

  private TakesRig(int takes) {
    this.takes = takes;
    this.tookNs = new long[takes];
  }

  /** {@code TakesRig LAUNCHER SECONDS RESULT-FILE} */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    TakesRig rig = new TakesRig(Integer.parseInt(arguments[1]) * PER_SECOND);
    Path directory = Files.createTempDirectory("takes");
    try (OutputListener listener = new OutputListener(FIRST_PORT + 2 * STREAMS, STREAMS)) {
      rig.measure(Path.of(arguments[0]), directory, listener);
    } finally {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
    Files.write(Path.of(arguments[2]), rig.rows);
    System.exit(rig.troubles.isEmpty() ? 0 : 1);
  }

  private void measure(Path launcher, Path directory, OutputListener listener) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("takes.yaml"), plant());
    Process router = new ProcessBuilder(launcher.toString(), "run", file.toString()).redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile()).start();
    try {
      Await.until(PATIENCE, "the router is ready", TakesRig::isReady);
      long before = listener.packets();
      double seconds = take();
      // What is in flight arrives.
      TimeUnit.MILLISECONDS.sleep(500);
      tell(seconds, listener, before, directory);
    } finally {
      router.destroy();
      router.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static String plant() {
    StringBuilder text = new StringBuilder("name: takes\nnetworks: { lo: { interface: 127.0.0.1 } }\nclock: { source: local }\n");
    text.append("http: { listen: 127.0.0.1:").append(HTTP_PORT).append(" }\ninputs:\n");
    for (int i = 0; i < STREAMS; i++) {
      int port = FIRST_PORT + 2 * i;
      text.append("  in%d: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 3ms }%n".formatted(i, port));
    }
    text.append("outputs:\n");
    for (int i = 0; i < STREAMS; i++) {
      int port = FIRST_PORT + 2 * (STREAMS + i);
      text.append("  out%d: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 }%n".formatted(i, port));
    }
    text.append("routes:\n");
    for (int i = 0; i < STREAMS; i++) {
      text.append("  - { from: in%d, to: out%d }%n".formatted(i, i));
    }
    return text.toString();
  }

  private static boolean isReady() {
    try (Client client = new Client()) {
      return client.ask("GET", "/readyz", "").contains("\"ok\":true");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns how many seconds all of them took. */
  private double take() throws InterruptedException {
    long beginNs = System.nanoTime() + Duration.ofMillis(200).toNanos();
    List<Thread> askers = new ArrayList<>();
    for (int asker = 0; asker < CONNECTIONS; asker++) {
      int number = asker;
      askers.add(Thread.ofPlatform().start(() -> ask(number, beginNs)));
    }
    for (Thread asker : askers) {
      asker.join();
    }
    return (System.nanoTime() - beginNs) / 1e9;
  }

  /** Each asker has outputs of its own, so that what is asked for last is what stands. */
  private void ask(int asker, long beginNs) {
    try (Client client = new Client()) {
      for (int i = asker; i < takes; i += CONNECTIONS) {
        long dueNs = beginNs + i * (1_000_000_000L / PER_SECOND);
        LockSupport.parkNanos(dueNs - System.nanoTime());
        int round = i / CONNECTIONS;
        String path = "/api/v1/crosspoints/out%d/%d/in%d/%d".formatted(
            asker + CONNECTIONS * (round % 2), 1 + round / 2 % 2, (asker + 1 + round) % STREAMS, 1 + round % 2);
        String answer = client.ask("PUT", path, "{\"take\":true}");
        tookNs[i] = System.nanoTime() - dueNs;
        if (!answer.startsWith("HTTP/1.1 200") || !answer.contains("\"saved\":true")) {
          trouble(path + ": " + answer.lines().reduce((first, last) -> first + " … " + last).orElse("no answer"));
        }
      }
    } catch (IOException broken) {
      trouble("connection " + asker + ": " + broken.getMessage());
    }
  }

  private synchronized void trouble(String what) {
    troubles.add(what);
  }

  private void tell(double seconds, OutputListener listener, long packetsBefore, Path directory) throws IOException {
    long audited;
    try (Stream<String> lines = Files.lines(directory.resolve("takes.yaml.audit"))) {
      audited = lines.filter(line -> line.contains("\"take\"")).count();
    }
    if (audited != takes) {
      trouble("the audit log tells " + audited + " takes");
    }
    if (listener.jumps() > 0) {
      trouble(listener.jumps() + " times an output's packets did not follow each other");
    }
    Arrays.sort(tookNs);
    say("# Takes");
    say("");
    say(String.format(
        Locale.ROOT, "- %d takes due in %d s, one request each, on %d connections: done in %.2f s, %d not confirmed by render and disk",
        takes, takes / PER_SECOND, CONNECTIONS, seconds, troubles.size()));
    say(String.format(
        Locale.ROOT, "- from due to answered: p50 %.1f ms, p99 %.1f ms, most %.1f ms", tookNs[takes / 2] / 1e6,
        tookNs[takes * 99 / 100] / 1e6, tookNs[takes - 1] / 1e6));
    say("- in the audit log: " + audited);
    say("- at the listener meanwhile: " + (listener.packets() - packetsBefore) + " packets of 64 outputs, jumps " + listener.jumps()
        + ", dropped by its host " + listener.hostDrops());
    troubles.stream().limit(10).forEach(trouble -> say("- " + trouble));
  }

  private void say(String row) {
    rows.add(row);
    System.out.println(row);
  }

  /** One connection that stays. */
  private static final class Client implements AutoCloseable {

    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), HTTP_PORT);
    private final OutputStream out;
    private final InputStream in;

    Client() throws IOException {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      out = socket.getOutputStream();
      in = new BufferedInputStream(socket.getInputStream());
    }

    String ask(String method, String path, String body) throws IOException {
      String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
          + body.length() + "\r\n\r\n" + body;
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("closed by the router");
        }
        head.append((char) next);
      }
      String length = head.toString().toLowerCase(Locale.ROOT).replaceFirst("(?s).*content-length: (\\d+).*", "$1").strip();
      byte[] answer = in.readNBytes(Integer.parseInt(length));
      return head + new String(answer, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
