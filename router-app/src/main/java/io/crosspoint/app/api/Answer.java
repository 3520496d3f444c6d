package io.crosspoint.app.api;

import io.crosspoint.app.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a call answers, whole.
 *
 * @param headers beyond Content-Type
 */
record Answer(int status, String contentType, Map<String, String> headers, Buffer body) {

  static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  Answer {
    headers = Map.copyOf(headers);
  }

  Answer(int status, String contentType, Map<String, String> headers, String body) {
    this(status, contentType, headers, Buffer.buffer(body));
  }

  static Answer json(int status, Object document) {
    return new Answer(status, JSON, Map.of(), Json.write(document));
  }

  static Answer nothing() {
    return new Answer(204, "", Map.of(), "");
  }

  /** RFC 9457. */
  static Answer problem(int status, String title, String detail) {
    return problem(status, title, detail, Map.of());
  }

  /** @param more members beyond those of the standard */
  static Answer problem(int status, String title, String detail, Map<String, Object> more) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "about:blank");
    document.put("title", title);
    document.put("status", status);
    document.put("detail", detail);
    document.putAll(more);
    return new Answer(status, PROBLEM, Map.of(), Json.write(document));
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, more, body);
  }

  Answer withRevision(long revision) {
    return with("ETag", "\"r" + revision + "\"");
  }
}
