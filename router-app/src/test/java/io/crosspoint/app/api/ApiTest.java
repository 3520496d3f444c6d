package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.ui.Site;
import io.crosspoint.lab.Await;
import io.crosspoint.pipeline.meter.ProgrammeMeter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's program can do. */
class ApiTest {

  private static final String AIR1 = "/api/v1/crosspoints/air1/1/";

  @TempDir
  private Path directory;

  private OpenDoor door;

  @BeforeEach
  void open() throws Exception {
    door = new OpenDoor(directory);
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void shouldTakeShowAndClose() throws Exception {
    assertEquals(404, door.request("GET", AIR1 + "s2/1", "").statusCode());
    HttpResponse<String> taken = door.request("PUT", AIR1 + "s2/1", "{\"take\":true,\"gainDb\":-6}");
    assertEquals(200, taken.statusCode(), taken.body());
    JsonObject done = new JsonObject(taken.body());
    assertTrue(done.getBoolean("onAir") && done.getBoolean("saved"), taken.body());
    assertEquals(48, done.getInteger("mediaIndex"), "1 ms at 48 kHz");
    assertEquals(
        "{\"from\":\"s2/1\",\"to\":\"air1/1\",\"gainDb\":-6.0,\"muted\":false,\"onAir\":true}\n",
        door.request("GET", AIR1 + "s2/1", "").body());
    assertEquals(404, door.request("GET", AIR1 + "s1/1", "").statusCode(), "taken away");
    assertEquals(200, door.request("PUT", AIR1 + "s2/1", "{\"muted\":true}").statusCode());
    assertEquals("-6.0", String.valueOf(door.json("GET", AIR1 + "s2/1", "").getValue("gainDb")), "what is not said stays");
    assertEquals(200, door.request("DELETE", AIR1 + "s2/1", "").statusCode());
    assertEquals(404, door.request("DELETE", AIR1 + "s2/1", "").statusCode());
  }

  @Test
  void shouldSayWhenRenderHasNotConfirmedYet() throws Exception {
    door.plane.isHolding.set(false);
    HttpResponse<String> accepted = door.request("PUT", AIR1 + "s2/1", "");
    assertEquals(202, accepted.statusCode());
    assertTrue(accepted.body().contains("\"onAir\":false"), accepted.body());
    JsonObject pending = door.json("GET", AIR1 + "s2/1", "");
    assertFalse(pending.getBoolean("onAir"));
    assertEquals("opening", pending.getString("pending"));
    door.plane.isHolding.set(true);
    Await.until(Duration.ofSeconds(5), "confirmed", () ->
        door.control.state().held(new CrosspointId("air1", 1, "s2", 1)).isPresent());
  }

  @Test
  void shouldMakeChangesConditional() throws Exception {
    String tag = door.request("GET", AIR1 + "s1/1", "").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> first = door.request("PUT", AIR1 + "s1/1", "{\"gainDb\":-1}", "If-Match", tag);
    assertEquals(200, first.statusCode());
    assertEquals(412, door.request("PUT", AIR1 + "s1/1", "{\"gainDb\":-2}", "If-Match", tag).statusCode());
    assertEquals(412, door.request("PUT", AIR1 + "s1/1", "{\"gainDb\":-2}", "If-Match", "W/\"nonsense\"").statusCode());
    String next = first.headers().firstValue("ETag").orElseThrow();
    assertEquals(200, door.request("PUT", AIR1 + "s1/1", "{\"gainDb\":-2}", "If-Match", next).statusCode());
    HttpResponse<String> all = door.request("GET", "/api/v1/crosspoints", "");
    String model = all.headers().firstValue("ETag").orElseThrow();
    assertEquals(304, door.request("GET", "/api/v1/crosspoints", "", "If-None-Match", model).statusCode());
    assertEquals(200, door.request("GET", "/api/v1/crosspoints", "", "If-None-Match", tag).statusCode());
  }

  @Test
  void shouldDoOnceWhatIsAskedTwice() throws Exception {
    String[] key = {"Idempotency-Key", "a-1"};
    String take = "{\"edits\":[{\"do\":\"take\",\"from\":\"s2\",\"to\":\"air1\"}]}";
    HttpResponse<String> first = door.request("POST", "/api/v1/takes", take, key);
    door.request("PUT", AIR1 + "s1/1", "");
    HttpResponse<String> second = door.request("POST", "/api/v1/takes", take, key);
    assertEquals(first.body(), second.body());
    assertEquals("true", second.headers().firstValue("Idempotent-Replayed").orElse(""));
    assertEquals(2, door.plane.submissions.get());
    assertEquals(422, door.request("POST", "/api/v1/takes", take.replace("s2", "s1"), key).statusCode());
  }

  @Test
  void shouldTakeSeveralAtOneIndexOrNone() throws Exception {
    String edits = """
        {"edits":[{"do":"take","from":"s2","to":"air1"},{"do":"open","from":"s1/1-2","to":"air2","gainDb":-3},
        {"do":"close","from":"s2/1","to":"air2/1"}],"fadeMs":0}
        """;
    assertEquals(200, door.request("POST", "/api/v1/takes", edits).statusCode());
    assertEquals(1, door.plane.submissions.get());
    JsonArray routes = door.json("GET", "/api/v1/routes", "").getJsonArray("routes");
    assertEquals("s2 air1, s1 air2", routes.getJsonObject(0).getString("from") + " " + routes.getJsonObject(0).getString("to") + ", "
        + routes.getJsonObject(1).getString("from") + " " + routes.getJsonObject(1).getString("to"));
    String half = "{\"edits\":[{\"do\":\"clear\",\"to\":\"air1\"},{\"do\":\"take\",\"from\":\"aes\",\"to\":\"air2\"}]}";
    assertEquals(422, door.request("POST", "/api/v1/takes", half).statusCode());
    assertEquals(1, door.plane.submissions.get());
  }

  @Test
  void shouldDefineAndTakeSalvos() throws Exception {
    String night = "{\"edits\":[{\"do\":\"take\",\"from\":\"s2\",\"to\":\"air1\"},{\"do\":\"clear\",\"to\":\"air2/1\"}]}";
    assertEquals(200, door.request("PUT", "/api/v1/salvos/night", night, "If-None-Match", "*").statusCode());
    assertEquals(412, door.request("PUT", "/api/v1/salvos/night", night, "If-None-Match", "*").statusCode());
    assertEquals(3, door.json("GET", "/api/v1/salvos/night", "").getJsonArray("edits").size());
    assertEquals(200, door.request("POST", "/api/v1/salvos/night/take", "").statusCode());
    assertEquals(2, door.plane.given().getFirst().size());
    assertEquals(200, door.request("DELETE", "/api/v1/salvos/night", "").statusCode());
    assertEquals(404, door.request("POST", "/api/v1/salvos/night/take", "").statusCode());
    assertEquals(400, door.request("PUT", "/api/v1/salvos/-x", night).statusCode());
  }

  @Test
  void shouldSayWhatAnApplyWouldChangeAndDoJustThat() throws Exception {
    String desired = "{\"routes\":[{\"from\":\"s1\",\"to\":\"air1\"},{\"from\":\"s2/1\",\"to\":\"air2/2\",\"gainDb\":-6}]}";
    HttpResponse<String> plan = door.request("POST", "/api/v1/plan", desired);
    assertEquals(
        "[{change=close, from=s2/1, to=air2/1, gainDb=-6.0}, {change=open, from=s2/1, to=air2/2, gainDb=-6.0}]",
        new JsonObject(plan.body()).getJsonArray("changes").getList().toString());
    assertEquals(0, door.plane.submissions.get());
    String tag = plan.headers().firstValue("ETag").orElseThrow();
    assertEquals(200, door.request("POST", "/api/v1/apply", desired, "If-Match", tag).statusCode());
    assertEquals(1, door.plane.submissions.get());
    assertEquals(412, door.request("POST", "/api/v1/apply", desired, "If-Match", tag).statusCode());
    assertEquals("[]", door.json("POST", "/api/v1/plan", desired).getJsonArray("changes").encode());
  }

  @Test
  void shouldStreamEventsFromWhereTheListenerLeftOff() throws Exception {
    door.request("PUT", AIR1 + "s2/1", "");
    HttpRequest request = HttpRequest.newBuilder(door.uri("/api/v1/events/stream")).header("Last-Event-ID", "0").build();
    HttpResponse<InputStream> stream = door.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertEquals("text/event-stream", stream.headers().firstValue("Content-Type").orElse(""));
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertEquals(": crosspoint events", lines.readLine());
      lines.readLine();
      assertEquals("id: 1", lines.readLine());
      assertEquals("event: crosspoints", lines.readLine());
      assertTrue(lines.readLine().startsWith("data: {\"id\":1,"));
      door.request("DELETE", AIR1 + "s2/1", "");
      lines.readLine();
      assertEquals("id: 2", lines.readLine());
    }
    assertEquals(2, door.json("GET", "/api/v1/events", "").getInteger("newest"));
    assertEquals(1, door.json("GET", "/api/v1/events?after=1", "").getJsonArray("events").size());
  }

  @Test
  void shouldSendMeterFrames() throws Exception {
    JsonObject layout = door.json("GET", "/api/v1/meters", "");
    List<ByteBuffer> frames = new CopyOnWriteArrayList<>();
    CompletableFuture<Boolean> some = new CompletableFuture<>();
    WebSocket socket = door.client().newWebSocketBuilder().buildAsync(
        URI.create("ws://127.0.0.1:" + door.port() + "/api/v1/meters/stream"), new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            frames.add(data);
            webSocket.request(1);
            if (frames.size() == 10) {
              some.complete(true);
            }
            return CompletableFuture.completedStage(null);
          }
        }).get(5, TimeUnit.SECONDS);
    assertTrue(some.get(5, TimeUnit.SECONDS));
    socket.abort();
    int bytes = layout.getInteger("headerBytes") + layout.getInteger("channels");
    for (int i = 0; i < 10; i++) {
      assertEquals(bytes, frames.get(i).remaining());
      assertEquals(1, frames.get(i).get(0));
      assertEquals(frames.getFirst().getInt(1) + i, frames.get(i).getInt(1));
    }
    assertEquals(426, door.request("GET", "/api/v1/meters/stream", "").statusCode());
  }

  @Test
  void shouldLeaveSilenceOutOfLoudness() {
    ProgrammeMeter.Reading silent = new ProgrammeMeter.Reading(Double.NEGATIVE_INFINITY, -23.456, Double.NaN, 0, 7);
    assertEquals(Map.of("shortTermLufs", -23.46, "missedFrames", 7L), LoudnessCalls.document(silent));
    ProgrammeMeter.Reading loud = new ProgrammeMeter.Reading(-22.994, -23, -23.01, 0.5, 0);
    assertEquals(-6.02, LoudnessCalls.document(loud).get("truePeakDbtp"));
    assertEquals(-22.99, LoudnessCalls.document(loud).get("momentaryLufs"));
  }

  @Test
  void shouldTellWhoBeganAnotherProgramme() throws Exception {
    assertEquals(204, door.request("POST", "/api/v1/loudness/restart", "").statusCode());
    assertEquals(404, door.request("POST", "/api/v1/outputs/nobody/loudness/restart", "").statusCode());
    JsonArray events = door.json("GET", "/api/v1/events", "").getJsonArray("events");
    assertEquals(1, events.size());
    assertEquals("loudness-restarted", events.getJsonObject(0).getString("kind"));
    assertEquals("http", events.getJsonObject(0).getString("door"));
  }

  @Test
  void shouldTellLevelsInHalfDecibels() {
    assertEquals(0, MeterFrames.level(0));
    assertEquals(255, MeterFrames.level(Integer.MAX_VALUE));
    assertEquals(255 - 12, MeterFrames.level((int) (Math.pow(10, -6 / 20.0) * Integer.MAX_VALUE)));
    assertEquals(255 - 40, MeterFrames.level((int) (Math.pow(10, -20 / 20.0) * Integer.MAX_VALUE)));
    assertEquals(1, MeterFrames.level((int) (Math.pow(10, -127 / 20.0) * Integer.MAX_VALUE)));
  }

  /** What the document promises is there, and nothing else is. */
  @Test
  void shouldServeExactlyWhatTheDocumentDeclares() throws Exception {
    JsonObject document = door.json("GET", "/api/v1/openapi.json", "");
    assertEquals("3.1.0", document.getString("openapi"));
    Set<String> declared = new TreeSet<>();
    JsonObject paths = document.getJsonObject("paths");
    paths.fieldNames().forEach(path ->
        paths.getJsonObject(path).fieldNames().forEach(method -> declared.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    Set<String> served = new TreeSet<>();
    new Pages((out, type) -> {}, health -> "", () -> Health.starting(0), () -> 0).endpoints()
        .forEach(endpoint -> served.add(endpoint.method() + " " + endpoint.path()));
    new UiPages(Site.load()).endpoints().forEach(endpoint -> served.add(endpoint.method() + " " + endpoint.path()));
    door.api.endpoints().forEach(endpoint -> served.add(endpoint.method() + " " + endpoint.path()));
    assertEquals(declared, served);
  }
}
