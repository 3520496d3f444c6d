package io.crosspoint.app.ui;

import io.crosspoint.lab.PeerProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real browser without a screen, driven through its WebDriver server (W3C WebDriver). One page. */
final class Browser implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final PeerProcess server;
  private final String base;
  private final String session;

  Browser(int width, int height) throws IOException {
    server = PeerProcess.start(List.of("chromedriver", "--port=0"));
    Matcher port = PORT.matcher(server.awaitLine(PORT.pattern(), Duration.ofSeconds(30)));
    if (!port.find()) {
      throw new AssertionError(server.output());
    }
    base = "http://127.0.0.1:" + port.group(1);
    JsonObject options = new JsonObject().put("args", new JsonArray(List.of(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--autoplay-policy=no-user-gesture-required",
        "--window-size=" + width + "," + height)));
    JsonObject wanted = new JsonObject().put("browserName", "chrome").put("goog:chromeOptions", options)
        .put("goog:loggingPrefs", new JsonObject().put("browser", "ALL"));
    session = call("POST", "/session", new JsonObject().put("capabilities", new JsonObject().put("alwaysMatch", wanted)))
        .getJsonObject("value").getString("sessionId");
    devtools("Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  private JsonObject call(String method, String path, JsonObject body) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body.encode())).build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(method + " " + path + ": " + response.body());
      }
      return new JsonObject(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private Object command(String path, JsonObject body) {
    try {
      return call("POST", "/session/" + session + path, body).getValue("value");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void open(String url) {
    command("/url", new JsonObject().put("url", url));
  }

  void devtools(String method, Map<String, Object> parameters) {
    command("/goog/cdp/execute", new JsonObject().put("cmd", method).put("params", new JsonObject(parameters)));
  }

  /** Runs a function's body on the page and waits for what it returns, or for its promise. */
  Object run(String script, Object... arguments) {
    // The function that WebDriver makes of it is not async; what it returns is awaited all the same.
    String whole = "return (async () => {" + script + "\n})()";
    return command("/execute/sync", new JsonObject().put("script", whole).put("args", new JsonArray(List.of(arguments))));
  }

  String text(String selector) {
    return String.valueOf(run("return document.querySelector(arguments[0])?.textContent ?? ''", selector));
  }

  boolean is(String expression) {
    return Boolean.TRUE.equals(run("return Boolean(" + expression + ")"));
  }

  /** Types keys, where a name in braces is one of WebDriver's (U+E000 and on). */
  void press(String... keys) {
    JsonArray actions = new JsonArray();
    for (String key : keys) {
      actions.add(new JsonObject().put("type", "keyDown").put("value", key));
    }
    for (int i = keys.length - 1; i >= 0; i--) {
      actions.add(new JsonObject().put("type", "keyUp").put("value", keys[i]));
    }
    command("/actions", actions("key", new JsonObject(), actions));
  }

  void click(int x, int y) {
    JsonArray actions = new JsonArray()
        .add(new JsonObject().put("type", "pointerMove").put("duration", 0).put("x", x).put("y", y))
        .add(new JsonObject().put("type", "pointerDown").put("button", 0))
        .add(new JsonObject().put("type", "pointerUp").put("button", 0));
    command("/actions", actions("pointer", new JsonObject().put("pointerType", "mouse"), actions));
  }

  private static JsonObject actions(String type, JsonObject parameters, JsonArray actions) {
    JsonObject source = new JsonObject().put("type", type).put("id", type).put("actions", actions);
    if (!parameters.isEmpty()) {
      source.put("parameters", parameters);
    }
    return new JsonObject().put("actions", new JsonArray().add(source));
  }

  /** What the browser complained of since the last time: errors, refused loads, violations of the page's policy. */
  List<String> complaints() {
    JsonArray entries = (JsonArray) command("/se/log", new JsonObject().put("type", "browser"));
    return entries.stream().map(JsonObject.class::cast)
        .filter(entry -> !List.of("INFO", "DEBUG").contains(entry.getString("level")))
        .map(entry -> entry.getString("message")).toList();
  }

  @Override
  public void close() {
    try {
      call("DELETE", "/session/" + session, new JsonObject());
    } catch (IOException e) {
      System.getLogger("Browser").log(System.Logger.Level.WARNING, "the browser did not end: {0}", e.toString());
    }
    server.close();
    client.close();
  }
}
