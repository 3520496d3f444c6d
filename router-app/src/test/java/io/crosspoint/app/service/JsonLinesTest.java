package io.crosspoint.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {

  private static LoggingEvent event(String message, Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent("test", new LoggerContext().getLogger("router"), Level.WARN, message, thrown, new Object[] {"air\"1\n"});
    event.setInstant(Instant.parse("2026-11-22T10:00:00.123456789Z"));
    event.setThreadName("main");
    return event;
  }

  private static JsonNode encoded(LoggingEvent event) {
    String line = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
    assertEquals(line.length() - 1, line.indexOf('\n'), "one line");
    return new JsonMapper().readTree(line);
  }

  @Test
  void shouldWriteOneObjectALineWhateverTheTextHolds() {
    JsonNode line = encoded(event("output {} is silent", null));
    assertEquals("2026-11-22T10:00:00.123456789Z", line.get("@timestamp").asString());
    assertEquals("WARN", line.get("log.level").asString());
    assertEquals("output air\"1\n is silent", line.get("message").asString());
    assertEquals("router", line.get("log.logger").asString());
    assertEquals("main", line.get("process.thread.name").asString());
  }

  @Test
  void shouldCarryWhatWasThrown() {
    JsonNode line = encoded(event("a bug", new IllegalStateException("why")));
    assertEquals("java.lang.IllegalStateException", line.get("error.type").asString());
    assertEquals("why", line.get("error.message").asString());
    assertTrue(line.get("error.stack_trace").asString().contains("at io.crosspoint.app.service.JsonLinesTest"));
  }
}
