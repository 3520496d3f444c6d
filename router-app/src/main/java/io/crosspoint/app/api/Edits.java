package io.crosspoint.app.api;

import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.control.Edit;
import io.crosspoint.app.control.Level;
import io.crosspoint.app.control.MatrixState;
import io.crosspoint.app.control.Notation;
import io.crosspoint.app.control.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what a body wants to be done, and plans the way from what is to what should be. */
final class Edits {

  private static final int MOST = 1024;

  private final Wiring wiring;

  Edits(Wiring wiring) {
    this.wiring = wiring;
  }

  /** {@code edits}: a list of take, open, close and clear, of channels, ranges or whole streams. */
  List<Edit> edits(Fields body) {
    List<Edit> edits = new ArrayList<>();
    for (Fields fields : body.list("edits", MOST)) {
      String what = fields.text("do");
      switch (what) {
        case "take" -> ids(fields.only("do", "from", "to", "gainDb", "muted"))
            .forEach(id -> edits.add(new Edit.Take(id, fields.level(Level.UNITY))));
        case "open" -> ids(fields.only("do", "from", "to", "gainDb", "muted"))
            .forEach(id -> edits.add(new Edit.Open(id, fields.level(Level.UNITY))));
        case "close" -> ids(fields.only("do", "from", "to")).forEach(id -> edits.add(new Edit.Close(id)));
        case "clear" -> clear(fields.only("do", "to"), edits);
        default -> throw Refusal.malformed(fields.where() + "do must be take, open, close or clear");
      }
    }
    if (edits.isEmpty()) {
      throw Refusal.malformed("edits is empty");
    }
    return edits;
  }

  private List<CrosspointId> ids(Fields fields) {
    return switch (Notation.route(wiring, fields.text("from"), fields.text("to"))) {
      case Notation.Meaning.Crosspoints(List<CrosspointId> ids) -> ids;
      case Notation.Meaning.Nothing nothing -> throw Refusal.of(nothing.refused());
      case Notation.Meaning.Channels _ -> throw new IllegalStateException("a route has two ends");
    };
  }

  private void clear(Fields fields, List<Edit> edits) {
    switch (Notation.output(wiring, fields.text("to"))) {
      case Notation.Meaning.Channels(String output, List<Integer> channels) ->
          channels.forEach(channel -> edits.add(new Edit.Clear(output, channel)));
      case Notation.Meaning.Nothing nothing -> throw Refusal.of(nothing.refused());
      case Notation.Meaning.Crosspoints _ -> throw new IllegalStateException("an output has one end");
    }
  }

  /** {@code routes}: everything that shall stand, and nothing else. */
  SortedMap<CrosspointId, Level> routes(Fields body) {
    SortedMap<CrosspointId, Level> wanted = new TreeMap<>();
    for (Fields fields : body.list("routes", MOST)) {
      Level level = fields.only("from", "to", "gainDb", "muted").level(Level.UNITY);
      for (CrosspointId id : ids(fields)) {
        wiring.refuse(id, level).ifPresent(refused -> {
          throw Refusal.of(refused);
        });
        if (wanted.putIfAbsent(id, level) != null) {
          throw Refusal.malformed(fields.where() + " opens " + id.from() + " to " + id.to() + " a second time");
        }
      }
    }
    return wanted;
  }

  /** What has to be done to get from what is asked now to what is wanted. */
  static List<Edit> between(MatrixState state, SortedMap<CrosspointId, Level> wanted) {
    SortedMap<CrosspointId, Level> present = asked(state);
    List<Edit> edits = new ArrayList<>();
    present.keySet().stream().filter(id -> !wanted.containsKey(id)).forEach(id -> edits.add(new Edit.Close(id)));
    wanted.forEach((id, level) -> {
      if (!level.equals(present.get(id))) {
        edits.add(new Edit.Open(id, level));
      }
    });
    return edits;
  }

  static SortedMap<CrosspointId, Level> asked(MatrixState state) {
    SortedMap<CrosspointId, Level> present = new TreeMap<>();
    state.outputs().values().forEach(output -> present.putAll(output.asked()));
    return present;
  }
}
