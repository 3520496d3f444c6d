package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.PeerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

/** A running router whose file changes: what is not different must not notice, to the sample. */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class ReloadSystemTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int ROUTES = 8;
  private static final int DELAY_FRAMES = 300 * 48;
  private static final int FADE_FRAMES = 240;

  @TempDir
  private Path directory;

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<OneStream.Ear> ears = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final long[] others = new long[ROUTES];
  private OneStream.Talker talker;
  private PeerProcess router;
  private Path file;
  private int httpPort;

  @BeforeEach
  void plan() throws IOException {
    List<DatagramSocket> free = new ArrayList<>();
    for (int i = 0; i <= ROUTES; i++) {
      free.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
      ports.add(free.getLast().getLocalPort());
      ears.add(new OneStream.Ear(DELAY_FRAMES));
    }
    free.forEach(DatagramSocket::close);
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      httpPort = door.getLocalPort();
    }
    file = directory.resolve("plant.yaml");
  }

  @AfterEach
  void stop() {
    if (router != null) {
      router.close();
    }
    if (talker != null) {
      talker.close();
    }
    ears.forEach(OneStream.Ear::close);
    client.close();
  }

  /** Routes 1 to 8 of their own inputs and outputs, of which the last one listens at one of two ports. */
  private String plant(int lastPort, String lastRoute, String more) {
    StringBuilder text = new StringBuilder("name: reloads\nnetworks: { lo: { interface: 127.0.0.1 } }\nclock: { source: local }\n");
    text.append("inputs:\n");
    for (int i = 0; i < ROUTES; i++) {
      int port = i == ROUTES - 1 ? lastPort : ports.get(i);
      text.append("  in%d: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 300ms }\n".formatted(i, port));
    }
    text.append("outputs:\n");
    for (int i = 0; i < ROUTES; i++) {
      text.append(output(i));
    }
    text.append("routes:\n");
    for (int i = 0; i < ROUTES - 1; i++) {
      text.append("  - { from: in%d, to: out%d }\n".formatted(i, i));
    }
    return text.append(lastRoute).append("http: { listen: 127.0.0.1:%d }\n".formatted(httpPort)).append(more).toString();
  }

  private String output(int number) {
    String streams = "[ { network: lo, host: 127.0.0.1, port: %d } ]".formatted(ears.get(number).port());
    return "  out%d: { streams: %s, format: L24/48000/2 }\n".formatted(number, streams);
  }

  private static String lastRoute(String from) {
    return "  - { from: %s, to: out%d }\n".formatted(from, ROUTES - 1);
  }

  private void start(String... options) {
    List<String> arguments = new ArrayList<>(List.of("run", file.toString()));
    arguments.addAll(List.of(options));
    router = RouterProcess.start(arguments.toArray(String[]::new));
    Await.until(SOON, "ready", () -> status("/readyz") == 200 || !router.isAlive());
  }

  private HttpResponse<String> get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path)).timeout(Duration.ofSeconds(10)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      return null;
    }
  }

  private double metric(String name) {
    String line = get("/metrics").body().lines().filter(one -> one.startsWith(name + " ")).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(name.length() + 1));
  }

  private int status(String path) {
    HttpResponse<String> response = get(path);
    return response == null ? 0 : response.statusCode();
  }

  private void hangUp() throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("kill", "-HUP", String.valueOf(router.pid())).start().waitFor());
  }

  private int told(String sentence) {
    return (int) Pattern.compile(sentence).matcher(router.output()).results().count();
  }

  /** Writes a file and has it read. */
  private void reload(String text) throws Exception {
    int before = told("configuration applied");
    Files.writeString(file, text);
    hangUp();
    Await.until(SOON, "reload\n" + router.output(), () -> told("configuration applied") > before);
  }

  /** Until every route is right; what was not while the talker began, on a host that is busy, is not what is tested here. */
  private void awaitAudio() {
    Await.until(SOON, "audio everywhere", () -> ears.subList(0, ROUTES).stream().allMatch(ear -> ear.exact.get() > 24_000));
    for (int i = 0; i < ROUTES; i++) {
      others[i] = ears.get(i).other.get();
    }
  }

  /** What went wrong at all ears but one since the last call. */
  private long wrong(long[] seen, int butNot) {
    long wrong = 0;
    for (int i = 0; i < ROUTES; i++) {
      OneStream.Ear ear = ears.get(i);
      assertEquals(others[i], i == butNot ? others[i] : ear.other.get(), "route " + i + ": " + ear.state());
      long now = ear.silent.get() + ear.gaps.get();
      wrong += i == butNot ? 0 : now - seen[i];
      seen[i] = now;
    }
    return wrong;
  }

  @Test
  void shouldChangeOneRouteAndTouchNoOther() throws Exception {
    int last = ROUTES - 1;
    int here = ports.get(last);
    int there = ports.get(ROUTES);
    Files.writeString(file, plant(here, lastRoute("in" + last), ""));
    start();
    ears.forEach(OneStream.Ear::start);
    talker = new OneStream.Talker(ports.stream().mapToInt(Integer::intValue).toArray());
    awaitAudio();
    long[] seen = new long[ROUTES];
    wrong(seen, -1);
    int clean = 0;
    // A host that stands still loses packets of its own; a reload that lost some would do so every time.
    for (int round = 0; round < 10 && clean < 2; round++) {
      OneStream.Ear changed = ears.get(last);
      long other = changed.other.get();
      long silent = changed.silent.get();
      boolean isAway = round % 2 == 0;
      reload(plant(isAway ? there : here, lastRoute("in" + (isAway ? 0 : last)), ""));
      long exact = changed.exact.get();
      Await.until(SOON, "the changed route", () -> changed.exact.get() > exact + 24_000);
      assertTrue(changed.other.get() - other <= FADE_FRAMES, "at most a crossfade: " + changed.state());
      boolean isClean = wrong(seen, last) == 0 && changed.silent.get() == silent;
      clean += isClean ? 1 : 0;
    }
    assertTrue(clean >= 2, "two reloads of ten that nobody noticed: " + ears.stream().map(OneStream.Ear::state).toList());
    assertEquals(0, metric("crosspoint_bugs_total"), router.output());
    assertEquals(1, metric("crosspoint_config_last_reload_successful"));
  }

  @Test
  void shouldTakeInAndLeaveStreamsWhileOthersGoOn() throws Exception {
    int last = ROUTES - 1;
    String usual = plant(ports.get(last), lastRoute("in" + last), "");
    Files.writeString(file, usual);
    start();
    ears.forEach(OneStream.Ear::start);
    talker = new OneStream.Talker(ports.stream().mapToInt(Integer::intValue).toArray());
    awaitAudio();
    String more = usual
        .replace("outputs:\n", "  extra: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 300ms }\noutputs:\n"
            .formatted(ports.get(ROUTES)))
        .replace("routes:\n", output(ROUTES) + "routes:\n  - { from: extra, to: out%d }\n".formatted(ROUTES));
    reload(more);
    Await.until(SOON, "the new output", () -> ears.get(ROUTES).exact.get() > 24_000);
    Await.until(SOON, "its metrics", () -> get("/metrics").body().contains("output=\"out" + ROUTES + "\""));
    assertEquals(200, status("/api/v1/outputs/out" + ROUTES + "/sdp"));
    assertEquals(200, status("/api/v1/inputs/extra"));
    reload(usual);
    Await.until(SOON, "it ends", () -> status("/api/v1/outputs/out" + ROUTES) == 404 && status("/api/v1/inputs/extra") == 404);
    Await.until(SOON, "so do its metrics", () -> !get("/metrics").body().contains("output=\"out" + ROUTES + "\""));
    assertEquals(404, status("/api/v1/outputs/out" + ROUTES + "/sdp"));
    String all = ears.stream().map(OneStream.Ear::state).toList() + "\n" + router.output();
    for (int i = 0; i < ROUTES; i++) {
      assertEquals(others[i], ears.get(i).other.get(), all);
    }
    assertEquals(0, told("a bug"), router.output());
  }

  @Test
  void shouldKeepWhatRunsWhateverBecomesOfTheFile() throws Exception {
    String usual = plant(ports.get(ROUTES - 1), lastRoute("in0"), "control: { watch: true }\n");
    Files.writeString(file, usual);
    start();
    Files.writeString(file, usual.substring(0, usual.length() / 2));
    Await.until(SOON, "the half-written file\n" + router.output(), () -> told("configuration not applied \\(watch\\)") == 1);
    Await.until(SOON, "the metric", () -> metric("crosspoint_config_last_reload_successful") == 0);
    Await.until(SOON, "degraded", () -> get("/api/v1/status").body().contains("the configuration is not what runs: "));
    Await.until(SOON, "but it does its work", () -> status("/readyz") == 200);
    Await.until(SOON, "the event", () -> get("/api/v1/events").body().contains("\"kind\":\"config-refused\""));
    Files.writeString(file, usual);
    Await.until(SOON, "the whole file", () -> told("configuration applied \\(watch\\)") == 1);
    Files.delete(file);
    Await.until(SOON, "the file is gone", () -> told("is gone; what runs goes on") == 1);
    // As editors do it.
    Path next = Files.writeString(directory.resolve("next"), usual.replace("from: in0, to: out7 }", "from: in1, to: out7 }"));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    Await.until(SOON, "another file\n" + router.output(), () -> told("route in1 -> out7 opens") == 1);
    assertEquals(2, told("configuration not applied"));
    Files.writeString(file, "name: [");
    hangUp();
    Await.until(SOON, "SIGHUP", () -> told("configuration not applied \\(sighup\\)") == 1 || told("\\(watch\\)") > 4);
    assertTrue(router.isAlive());
    assertEquals(0, metric("crosspoint_config_last_reload_successful"));
    assertTrue(get("/api/v1/routes").body().contains("\"from\":\"in1\",\"to\":\"out7\""));
  }

  @Test
  void shouldBeginWithTheLastGoodFileUnlessItIsStrict() throws Exception {
    Files.writeString(file, "name: broken\n");
    Path good = directory.resolve("plant.yaml.good");
    Files.writeString(good, plant(ports.get(ROUTES - 1), "", ""));
    start("--strict");
    assertTrue(router.awaitExit(SOON));
    assertEquals(2, router.exitCode(), router.output());
    start();
    assertTrue(router.output().contains("THE LAST GOOD CONFIGURATION IS USED INSTEAD"), router.output());
    Await.until(SOON, "degraded", () -> get("/readyz?verbose").body().contains("so the last good one is used"));
    assertEquals(0, metric("crosspoint_config_last_reload_successful"));
    String mended = plant(ports.get(ROUTES - 1), lastRoute("in0"), "");
    reload(mended);
    Await.until(SOON, "all is well", () -> get("/readyz?verbose").body().contains("\"degraded\":[]"));
    Await.until(SOON, "it proves good", () -> isText(good, mended));
  }

  private static boolean isText(Path at, String text) {
    try {
      return Files.readString(at).equals(text);
    } catch (IOException e) {
      return false;
    }
  }

  private static int run(StringWriter out, String... arguments) {
    CommandLine command = Crosspoint.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    return command.execute(arguments);
  }

  @Test
  void shouldPlanAndReloadFromTheCommandLine() throws Exception {
    Files.writeString(file, plant(ports.get(ROUTES - 1), lastRoute("in0"), ""));
    start();
    StringWriter out = new StringWriter();
    assertEquals(0, run(out, "plan", file.toString()), out.toString());
    assertTrue(out.toString().contains("nothing changes"), out.toString());
    Path other = Files.writeString(directory.resolve("other.yaml"), plant(ports.get(ROUTES - 1), lastRoute("in1"), ""));
    out = new StringWriter();
    assertEquals(3, run(out, "plan", other.toString()), out.toString());
    assertEquals("+ route in1 -> out7 opens\n- route in0 -> out7 closes\n", out.toString());
    out = new StringWriter();
    assertEquals(0, run(out, "reload", other.toString()), out.toString());
    assertEquals(Files.readString(other), Files.readString(file), "a restart keeps it");
    assertTrue(get("/api/v1/routes").body().contains("\"from\":\"in1\",\"to\":\"out7\""));
    Files.writeString(other, "name: x\n");
    assertEquals(2, run(new StringWriter(), "reload", other.toString()));
    router.close();
    assertFalse(router.isAlive());
    out = new StringWriter();
    assertEquals(1, run(out, "plan", file.toString()));
    assertTrue(out.toString().contains("nobody answers at 127.0.0.1:" + httpPort), out.toString());
  }
}
