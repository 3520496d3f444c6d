package io.crosspoint.app.service;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.crosspoint.app.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** One JSON object a line for each event, with the field names of the Elastic Common Schema, which most log stores know. */
final class JsonLines extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("@timestamp", event.getInstant().toString());
    fields.put("log.level", event.getLevel().toString());
    fields.put("message", String.valueOf(event.getFormattedMessage()));
    fields.put("ecs.version", "1.2.0");
    fields.put("service.name", "crosspoint");
    fields.put("log.logger", event.getLoggerName());
    fields.put("process.thread.name", event.getThreadName());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        fields.putIfAbsent(pair.key, String.valueOf(pair.value));
      }
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      fields.put("error.type", thrown.getClassName());
      fields.put("error.message", String.valueOf(thrown.getMessage()));
      fields.put("error.stack_trace", ThrowableProxyUtil.asString(thrown));
    }
    return Json.write(fields).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
