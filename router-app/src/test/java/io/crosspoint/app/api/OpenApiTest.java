package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.ui.Site;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every path of the document, called on a server that runs: what comes back is what the document says comes back. */
class OpenApiTest {

  @TempDir
  private Path directory;

  private OpenDoor door;
  private JsonObject document;

  @BeforeEach
  void open() throws Exception {
    door = new OpenDoor(directory);
    document = door.json("GET", "/api/v1/openapi.json", "");
    door.request("PUT", "/api/v1/salvos/night", "{\"edits\":[{\"do\":\"take\",\"from\":\"s2\",\"to\":\"air1\"}]}");
    door.request("PUT", "/api/v1/crosspoints/air2/2/s1/1", "{\"muted\":true}");
  }

  @AfterEach
  void close() {
    door.close();
  }

  private static String filled(String path) {
    return path.replace("{outputChannel}", "1").replace("{channel}", "1")
        .replace("{inputChannel}", "1").replace("{output}", "air1").replace("{input}", "s1")
        .replace("{salvo}", "night").replace("{build}", Site.load().build()).replace("{file}", "main.js")
        .replace("{recording}", "none.pcapng");
  }

  private static String body(String method, String path) {
    String edits = "{\"edits\":[{\"do\":\"open\",\"from\":\"s1\",\"to\":\"air2\",\"gainDb\":\"off\"}]}";
    String routes = "{\"routes\":[{\"from\":\"s1\",\"to\":\"air1\",\"gainDb\":-3}],\"fadeMs\":0}";
    return switch (method + " " + path) {
      case "POST /api/v1/takes", "PUT /api/v1/salvos/{salvo}" -> edits;
      case "POST /api/v1/plan", "POST /api/v1/apply" -> routes;
      default -> "";
    };
  }

  @Test
  void shouldAnswerAsDeclared() throws Exception {
    List<String> problems = new ArrayList<>();
    int called = 0;
    for (String path : document.getJsonObject("paths").fieldNames()) {
      for (String method : List.of("get", "post", "put", "delete")) {
        JsonObject operation = document.getJsonObject("paths").getJsonObject(path).getJsonObject(method);
        if (operation != null && !path.endsWith("/events/stream")) {
          String verb = method.toUpperCase(Locale.ROOT);
          String body = body(verb, path);
          problems.addAll(requestProblems(operation, verb + " " + path, body));
          problems.addAll(problems(operation, verb + " " + path, door.request(verb, filled(path), body)));
          called++;
        }
      }
    }
    assertEquals(List.of(), problems);
    assertTrue(called >= 29, "only " + called);
  }

  @Test
  void shouldRefuseAsDeclared() throws Exception {
    List<String> problems = new ArrayList<>();
    String[][] calls = {
      {"GET", "/api/v1/inputs/{input}", "/api/v1/inputs/x", ""},
      {"GET", "/api/v1/outputs/{output}", "/api/v1/outputs/x", ""},
      {"GET", "/api/v1/salvos/{salvo}", "/api/v1/salvos/x", ""},
      {"POST", "/api/v1/salvos/{salvo}/take", "/api/v1/salvos/x/take", ""},
      {"POST", "/api/v1/takes", "/api/v1/takes", "{"},
      {"POST", "/api/v1/plan", "/api/v1/plan", "{\"routes\":[{\"from\":\"aes\",\"to\":\"air1\"}]}"},
      {"POST", "/api/v1/apply", "/api/v1/apply", "{\"routes\":[{\"from\":\"x\",\"to\":\"air1\"}]}"},
      {"POST", "/api/v1/config/apply", "/api/v1/config/apply", "{}"},
      {"GET", "/api/v1/events", "/api/v1/events?limit=0", ""},
      {"GET", "/api/v1/meters/stream", "/api/v1/meters/stream", ""},
    };
    for (String[] call : calls) {
      JsonObject operation = document.getJsonObject("paths").getJsonObject(call[1]).getJsonObject(call[0].toLowerCase(Locale.ROOT));
      HttpResponse<String> response = door.request(call[0], call[2], call[3]);
      assertTrue(response.statusCode() >= 400, call[2] + " " + response.statusCode());
      problems.addAll(problems(operation, call[0] + " " + call[1], response));
    }
    assertEquals(List.of(), problems);
  }

  private List<String> requestProblems(JsonObject operation, String name, String body) {
    if (body.isEmpty()) {
      return List.of();
    }
    JsonObject content = operation.getJsonObject("requestBody").getJsonObject("content");
    JsonObject schema = content.getJsonObject("application/json").getJsonObject("schema");
    return SchemaCheck.problems(document, schema, new JsonObject(body)).stream().map(problem -> name + " body: " + problem).toList();
  }

  private List<String> problems(JsonObject operation, String name, HttpResponse<String> response) {
    JsonObject unresolved = operation.getJsonObject("responses").getJsonObject(String.valueOf(response.statusCode()));
    if (unresolved == null) {
      return List.of(name + " answers " + response.statusCode() + ", which is not declared: " + response.body());
    }
    JsonObject declared = SchemaCheck.resolve(document, unresolved);
    JsonObject content = declared.getJsonObject("content");
    String type = response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    if (content == null && response.statusCode() == 204 && response.body().isEmpty()) {
      return List.of();
    }
    if (content == null || !content.containsKey(type)) {
      return List.of(name + " answers with " + type + ", which is not declared for " + response.statusCode());
    }
    JsonObject headers = declared.getJsonObject("headers", new JsonObject());
    List<String> problems = new ArrayList<>();
    if (headers.containsKey("ETag") && response.headers().firstValue("ETag").isEmpty() && !response.body().contains("\"revision\"")) {
      problems.add(name + " has no ETag");
    }
    if (type.endsWith("json")) {
      SchemaCheck.problems(document, content.getJsonObject(type).getJsonObject("schema"), new JsonObject(response.body()))
          .forEach(problem -> problems.add(name + " " + response.statusCode() + ": " + problem));
    }
    return problems;
  }
}
