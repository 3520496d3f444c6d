package io.crosspoint.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.cli.OneStream;
import io.crosspoint.app.cli.RouterProcess;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.FreePorts;
import io.crosspoint.lab.PeerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is installed: the archive that the build has made, unpacked, on this JDK, without Maven. */
class ArchiveSystemTest {

  private static final Duration SOON = Duration.ofSeconds(120);
  private static final Pattern ALLOCATED = Pattern.compile("(?m)^crosspoint_thread_allocated_bytes_total\\{.*} (\\S+)$");
  private static final Pattern SENT = Pattern.compile("(?m)^crosspoint_transmit_batches_total\\{.*} (\\S+)$");

  @TempDir
  private Path directory;

  private Path unpacked() throws IOException {
    List<Path> archives = List.of();
    if (Files.isDirectory(Path.of("target"))) {
      try (Stream<Path> built = Files.list(Path.of("target"))) {
        archives = built.filter(file -> file.getFileName().toString().matches("crosspoint-.*\\.tar\\.gz")).toList();
      }
    }
    Assumptions.assumeTrue(archives.size() == 1, "the build has made one archive");
    PeerProcess.run(List.of("tar", "-xzf", archives.getFirst().toString(), "-C", directory.toString(), "--strip-components=1"));
    return directory.resolve("router");
  }

  /** @param options of the JVM */
  private static PeerProcess start(String options, Path launcher, String... arguments) {
    List<String> command = new ArrayList<>(List.of(
        "env", "-u", "CACHE_DIRECTORY", "JAVA_HOME=" + System.getProperty("java.home"), "ROUTER_JAVA_OPTIONS=" + options,
        launcher.toString()));
    command.addAll(List.of(arguments));
    return PeerProcess.start(command);
  }

  private static PeerProcess router(Path launcher, String... arguments) {
    PeerProcess process = start("", launcher, arguments);
    assertTrue(process.awaitExit(SOON), String.join(" ", arguments));
    return process;
  }

  @Test
  void shouldRunFromWhereItIsUnpacked() throws IOException {
    Path launcher = unpacked();
    try (PeerProcess version = router(launcher, "version");
        PeerProcess valid = router(launcher, "validate", directory.resolve("config/unicast.yaml").toString());
        PeerProcess wrong = router(launcher, "validate", directory.resolve("no-such-file.yaml").toString());
        PeerProcess unknown = router(launcher, "rout")) {
      assertEquals(0, version.exitCode(), version.output());
      assertTrue(version.output().startsWith("crosspoint "), version.output());
      assertEquals(0, valid.exitCode(), valid.output());
      assertEquals(2, wrong.exitCode(), wrong.output());
      assertEquals(2, unknown.exitCode(), unknown.output());
    }
    for (String part : List.of("LICENSE", "README.md", "completion/router", "config/service/crosspoint.service",
        "config/container/Containerfile", "config/monitoring/alerts.yml", "config/router.yaml")) {
      assertTrue(Files.size(directory.resolve(part)) > 0, part);
    }
    PeerProcess.run(List.of("bash", "-n", directory.resolve("completion/router").toString()));
  }

  /** What the cache holds is compiled differently: there a call was seen to allocate for good that does not elsewhere. */
  private void allocatesNothing(Path launcher) throws IOException {
    List<Integer> ports = FreePorts.udp(2);
    Path file = Files.writeString(directory.resolve("one.yaml"), """
        name: one
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: local }
        inputs: { in: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 20ms } }
        outputs: { out: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 } }
        routes: [ { from: in, to: out } ]
        http: { listen: 127.0.0.1:0 }
        """.formatted(ports.get(0), ports.get(1)));
    try (OneStream.Talker _ = new OneStream.Talker(ports.get(0));
        PeerProcess running = start("", launcher, "run", file.toString())) {
      URI metrics = URI.create("http://127.0.0.1:" + RouterProcess.httpPort(running, SOON) + "/metrics");
      long[] before = {-1, -1};
      // Until the compiler has done its work something may be allocated.
      Await.until(SOON, "a second without allocation", () -> {
        String page = page(metrics);
        long[] now = {value(page, ALLOCATED), value(page, SENT)};
        boolean isStill = now[0] == before[0] && now[1] - before[1] >= 1000;
        if (isStill || now[0] != before[0]) {
          before[0] = now[0];
          before[1] = now[1];
        }
        return isStill;
      });
      running.signal("TERM");
      assertTrue(running.awaitExit(SOON));
    }
  }

  private static long value(String page, Pattern pattern) {
    return pattern.matcher(page).results().mapToLong(found -> (long) Double.parseDouble(found.group(1))).sum();
  }

  private static String page(URI uri) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      return "";
    }
  }

  /** Made once, used by the next start, and left alone when it does not fit. */
  @Test
  void shouldPrepareAClassCacheThatAStartUses() throws IOException {
    Path launcher = unpacked();
    try (PeerProcess prepare = router(launcher, "prepare")) {
      assertEquals(0, prepare.exitCode(), prepare.output());
    }
    Path cache;
    try (Stream<Path> files = Files.list(directory)) {
      cache = files.filter(file -> file.getFileName().toString().endsWith(".aot")).findFirst().orElseThrow();
    }
    assertTrue(Files.size(cache) > 1_000_000);
    // A file that cannot be read ends a run at once, and what the JVM said before stands in its output.
    String nowhere = directory.resolve("no-such-file.yaml").toString();
    try (PeerProcess used = start("-Xlog:aot", launcher, "run", nowhere)) {
      assertTrue(used.awaitExit(SOON));
      assertTrue(used.output().contains("Using AOT-linked classes: true"), used.output());
    }
    allocatesNothing(launcher);
    Files.writeString(cache, "no cache at all");
    try (PeerProcess ignored = router(launcher, "run", nowhere)) {
      assertEquals(2, ignored.exitCode(), ignored.output());
      assertTrue(!ignored.output().contains("[aot]"), ignored.output());
    }
  }
}
