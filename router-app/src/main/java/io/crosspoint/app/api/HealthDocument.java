package io.crosspoint.app.api;

import io.crosspoint.app.health.StreamHealth;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Health by domains in JSON. */
final class HealthDocument {

  private HealthDocument() {}

  static Map<String, Object> of(StreamHealth health) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("overall", health.overall().word());
    for (StreamHealth.Of of : health.domains()) {
      Map<String, Object> domain = new LinkedHashMap<>();
      domain.put("grade", of.grade().word());
      if (!of.message().isEmpty()) {
        domain.put("message", of.message());
      }
      domain.put("transitions", of.transitions());
      document.put(of.domain().word(), domain);
    }
    return document;
  }

  /** While there are two streams of a name, the newer one's. */
  static Map<String, Object> byName(Collection<StreamHealth> all) {
    Map<String, Object> documents = new LinkedHashMap<>();
    all.forEach(health -> documents.put(health.name(), of(health)));
    return documents;
  }

  /** Puts the health of each stream into its document; one that has just come has none. */
  static List<Map<String, Object>> added(List<Map<String, Object>> streams, Collection<StreamHealth> all) {
    Map<String, StreamHealth> byName = new HashMap<>();
    all.forEach(health -> byName.put(health.name(), health));
    for (Map<String, Object> stream : streams) {
      StreamHealth health = byName.get(String.valueOf(stream.get("name")));
      if (health != null) {
        stream.put("health", of(health));
      }
    }
    return streams;
  }
}
