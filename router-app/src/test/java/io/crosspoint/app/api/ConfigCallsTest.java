package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.control.Level;
import io.crosspoint.app.control.Plans;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole configurations through the API: planned, applied, refused. */
class ConfigCallsTest {

  private static final String PLAN = "/api/v1/config/plan";
  private static final String APPLY = "/api/v1/config/apply";
  private static final String LOUDER = Plans.usualText().replace("-6 dB", "-3 dB");

  @TempDir
  private Path directory;

  private OpenDoor door;
  private Path file;

  @BeforeEach
  void open() throws Exception {
    door = new OpenDoor(directory);
    file = directory.resolve("plant.yaml");
  }

  @AfterEach
  void close() {
    door.close();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/yaml";
    return door.request("POST", path, body, all);
  }

  private JsonObject refused(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals(List.of(), door.plane.given(), "nothing was changed");
    return new JsonObject(response.body());
  }

  private Optional<Level> level() {
    return door.control.state().held(new CrosspointId("air2", 1, "s2", 1));
  }

  @Test
  void shouldPlanWithoutChanging() throws Exception {
    HttpResponse<String> planned = post(PLAN, LOUDER);
    assertEquals(200, planned.statusCode(), planned.body());
    assertEquals("1", planned.headers().firstValue("Crosspoint-Changes").orElse(""));
    JsonObject step = new JsonObject(planned.body()).getJsonArray("steps").getJsonObject(0);
    assertEquals("route s2/1 -> air2/1 has -3.0 dB instead of -6.0 dB", step.getString("text"));
    assertTrue(step.getBoolean("glitchFree"));
    assertEquals("~ " + step.getString("text") + "\n", post(PLAN, LOUDER, "Accept", "text/plain").body());
    assertEquals("nothing changes\n", door.request("POST", PLAN, "", "Accept", "text/plain").body(), "the file itself");
    assertEquals(Optional.of(new Level(-6, false)), level());
    assertEquals(0, door.events.newest());
  }

  @Test
  void shouldApplyATextAndKeepItInTheFile() throws Exception {
    HttpResponse<String> applied = post(APPLY, LOUDER);
    assertEquals(200, applied.statusCode(), applied.body());
    JsonObject done = new JsonObject(applied.body());
    assertTrue(done.getBoolean("onAir") && done.getBoolean("saved"), applied.body());
    assertEquals(Optional.of(new Level(-3, false)), level());
    assertEquals(LOUDER, Files.readString(file));
    assertEquals(Plans.usualText(), Files.readString(directory.resolve("plant.yaml.before")));
    EventLog.Event event = door.events.after(0, 10).getFirst();
    assertEquals("config", event.kind());
    assertEquals(List.of("route s2/1 -> air2/1 has -3.0 dB instead of -6.0 dB"), event.details().get("steps"));
    assertEquals(1, door.events.newest(), "one event for one change");
    assertEquals(1, Files.readAllLines(directory.resolve("plant.yaml.audit")).size(), "and one record");
    JsonObject shown = door.json("GET", "/api/v1/config", "");
    assertEquals(LOUDER, shown.getString("text"));
    assertEquals(done.getLong("revision"), shown.getLong("revision"));
  }

  @Test
  void shouldApplyTheFileWhenThereIsNoBody() throws Exception {
    Files.writeString(file, LOUDER);
    assertEquals(200, door.request("POST", APPLY, "").statusCode());
    assertEquals(Optional.of(new Level(-3, false)), level());
    assertTrue(door.reloads.last().isSuccessful());
    Files.writeString(file, LOUDER.replace("3ms", "three"));
    refusedLater(door.request("POST", APPLY, ""));
    assertFalse(door.reloads.last().isSuccessful());
    JsonObject last = door.json("GET", "/api/v1/status", "").getJsonObject("configuration");
    assertEquals("3 problems in " + file, last.getString("reason"));
    assertEquals(5, last.getJsonArray("problems").getJsonObject(0).getInteger("line"));
    assertEquals("config-refused", door.events.after(1, 10).getFirst().kind());
    assertEquals(LOUDER, door.json("GET", "/api/v1/config", "").getString("text"), "what runs is what ran");
    Files.writeString(file, Plans.usualText());
    assertEquals(200, door.request("POST", APPLY, "").statusCode());
    assertTrue(door.reloads.last().isSuccessful());
  }

  private static void refusedLater(HttpResponse<String> response) {
    assertEquals(422, response.statusCode(), response.body());
  }

  @Test
  void shouldChangeOnlyWhatWasSeenAndOnlyOnce() throws Exception {
    String tag = post(PLAN, LOUDER).headers().firstValue("ETag").orElseThrow();
    assertEquals(200, post(APPLY, LOUDER, "If-Match", tag, "Idempotency-Key", "k1").statusCode());
    HttpResponse<String> again = post(APPLY, LOUDER, "If-Match", tag, "Idempotency-Key", "k1");
    assertEquals(200, again.statusCode());
    assertEquals("true", again.headers().firstValue("Idempotent-Replayed").orElse(""));
    assertEquals(412, post(APPLY, Plans.usualText(), "If-Match", tag).statusCode());
    assertEquals(412, post(PLAN, Plans.usualText(), "If-Match", tag).statusCode());
    assertEquals(LOUDER, Files.readString(file), "what was refused is not kept");
    String newer = door.request("GET", "/api/v1/config", "").headers().firstValue("ETag").orElseThrow();
    assertEquals(304, door.request("GET", "/api/v1/config", "", "If-None-Match", newer).statusCode());
    assertEquals(200, post(APPLY, Plans.usualText(), "If-Match", newer).statusCode());
    assertEquals(2, door.events.newest());
  }

  @Test
  void shouldRefuseEveryTextThatIsNoConfiguration() throws Exception {
    JsonObject problem = refused(422, post(APPLY, LOUDER.replace("link-offset: 3ms", "link-ofset: 3ms")));
    List<JsonObject> errors = problem.getJsonArray("errors").stream().map(JsonObject.class::cast).toList();
    JsonObject error =
        errors.stream().filter(one -> one.getString("message").contains("did you mean link-offset?")).findFirst().orElseThrow();
    assertEquals(5, error.getInteger("line"));
    assertTrue(error.getInteger("column") > 1);
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 30; i++) {
      String before = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", Collections.nCopies(40, before))));
    }
    for (String text : List.of(bomb.toString(), "[".repeat(10_000), "- x", "\"", "name: x", "a: &a { b: *a }", "x".repeat(1_050_000))) {
      assertFalse(refused(422, post(APPLY, text)).getJsonArray("errors").isEmpty());
      assertFalse(refused(422, post(PLAN, text)).getJsonArray("errors").isEmpty());
    }
    refused(413, post(APPLY, "#".repeat(1_200_000)));
    refused(415, door.request("POST", APPLY, LOUDER, "Content-Type", "application/json"));
    refused(405, door.request("GET", APPLY, ""));
    assertEquals(Plans.usualText(), Files.readString(file));
    assertTrue(door.reloads.last().isSuccessful(), "what somebody sent is not what became of the file");
  }

  @Test
  void shouldChangeStreamsOrSayWhyNot() throws Exception {
    String moved = Plans.usualText().replace("port: 5004 } ], format: L24/48000/2, link-offset: 3ms", "port: 5010 } ], format: L24/48000/2,"
        + " link-offset: 3ms");
    door.plane.refuse("s1"::equals);
    JsonObject problem = refused(422, post(APPLY, moved));
    assertEquals("s1: Address already in use", problem.getString("detail"));
    assertEquals(Plans.usualText(), Files.readString(file));
    door.plane.refuse(name -> false);
    assertEquals(200, post(APPLY, moved).statusCode());
    assertEquals(5010, door.control.configuration().desired().inputs().get("s1").spec().flows().getFirst().port());
    JsonObject restart = new JsonObject(
        post(APPLY, moved + "pipeline: { lead: 700us }\nhttp: { listen: 127.0.0.1:9999 }\n").body());
    assertEquals(
        "[{\"key\":\"pipeline.lead\",\"text\":\"pipeline.lead is different, and changes at the next start\"},"
            + "{\"key\":\"http.listen\",\"text\":\"http.listen is different, and changes at the next start\"}]",
        restart.getJsonArray("needsRestart").encode().replace("\\/", "/"));
    assertEquals(2, door.reloads.last().restarts().size());
  }
}
