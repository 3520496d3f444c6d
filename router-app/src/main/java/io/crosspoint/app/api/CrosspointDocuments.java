package io.crosspoint.app.api;

import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.control.Edit;
import io.crosspoint.app.control.Level;
import io.crosspoint.app.control.MatrixState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The model in JSON's words. Pure. */
final class CrosspointDocuments {

  private CrosspointDocuments() {}

  static Object gain(Level level) {
    return level.gainDb() == Double.NEGATIVE_INFINITY ? "off" : (Object) level.gainDb();
  }

  /**
   * One crosspoint: as render passes it, and where that is not yet what was asked, how it will be.
   *
   * @param held null while it is not passed
   * @param asked null when it is to be closed
   */
  static Map<String, Object> crosspoint(CrosspointId id, @Nullable Level held, @Nullable Level asked) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("from", id.from());
    document.put("to", id.to());
    Level shown = held == null ? asked == null ? Level.UNITY : asked : held;
    document.put("gainDb", gain(shown));
    document.put("muted", shown.isMuted());
    document.put("onAir", held != null);
    if (held != null && asked == null) {
      document.put("pending", "closing");
    } else if (held == null) {
      document.put("pending", "opening");
    } else if (!held.equals(asked)) {
      document.put("pending", "changing");
    }
    return document;
  }

  static List<Object> crosspoints(MatrixState.Output output) {
    List<Object> documents = new ArrayList<>();
    output.heldOrAsked().keySet().forEach(id -> documents.add(crosspoint(id, output.held().get(id), output.asked().get(id))));
    return documents;
  }

  static Map<String, Object> salvo(String name, MatrixState.Salvo salvo) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", name);
    document.put("revision", salvo.revision());
    document.put("edits", salvo.edits().stream().map(CrosspointDocuments::edit).toList());
    return document;
  }

  private static Object edit(Edit edit) {
    Map<String, Object> document = new LinkedHashMap<>();
    switch (edit) {
      case Edit.Open(CrosspointId id, Level level) -> put(document, "open", id, level);
      case Edit.Take(CrosspointId id, Level level) -> put(document, "take", id, level);
      case Edit.Close(CrosspointId id) -> put(document, "close", id, null);
      case Edit.Clear(String output, int channel) -> {
        document.put("do", "clear");
        document.put("to", output + "/" + channel);
      }
    }
    return document;
  }

  private static void put(Map<String, Object> document, String what, CrosspointId id, @Nullable Level level) {
    document.put("do", what);
    document.put("from", id.from());
    document.put("to", id.to());
    if (level != null) {
      document.put("gainDb", gain(level));
      document.put("muted", level.isMuted());
    }
  }
}
