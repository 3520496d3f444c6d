package io.crosspoint.app.api;

import io.crosspoint.app.control.Command;
import io.crosspoint.app.control.Level;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The members of a JSON object, each of which must be known and of its kind. */
final class Fields {

  private static final double LOWEST_GAIN_DB = -120;
  private static final double HIGHEST_GAIN_DB = 20;
  private static final double LONGEST_FADE_MS = 1000;

  private final String where;
  private final JsonObject object;

  /** @param where for messages, such as {@code edits[2].} */
  Fields(String where, JsonObject object) {
    this.where = where;
    this.object = object;
  }

  /** Refuses members of any other name. */
  Fields only(String... names) {
    Set<String> known = Set.of(names);
    for (String name : object.fieldNames()) {
      if (!known.contains(name)) {
        String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        throw Refusal.malformed(where + shown + " is not known; known here: " + String.join(", ", names));
      }
    }
    return this;
  }

  String text(String name) {
    if (object.getValue(name) instanceof String text && !text.isEmpty() && text.length() <= 200) {
      return text;
    }
    throw Refusal.malformed(where + name + " must be a text");
  }

  boolean isTrue(String name) {
    Object value = object.getValue(name, false);
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw Refusal.malformed(where + name + " must be true or false");
  }

  boolean has(String name) {
    return object.containsKey(name);
  }

  /** Gain and mute; what is not said stays as it is. */
  Level level(Level present) {
    double gainDb = present.gainDb();
    Object value = object.getValue("gainDb", gainDb);
    if ("off".equals(value)) {
      gainDb = Double.NEGATIVE_INFINITY;
    } else if (has("gainDb")) {
      gainDb = number("gainDb", LOWEST_GAIN_DB, HIGHEST_GAIN_DB, " or \"off\"");
    }
    return new Level(gainDb, has("muted") ? isTrue("muted") : present.isMuted());
  }

  /** {@link Command#USUAL_FADE} when it is not said. */
  long fadeNs() {
    return has("fadeMs") ? Math.round(number("fadeMs", 0, LONGEST_FADE_MS, "") * 1e6) : Command.USUAL_FADE;
  }

  private double number(String name, double least, double most, String or) {
    if (object.getValue(name) instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most) {
      return number.doubleValue() == 0 ? 0 : number.doubleValue();
    }
    throw Refusal.malformed(where + name + " must be a number from " + (long) least + " to " + (long) most + or);
  }

  /** A list of objects that must be there. */
  List<Fields> list(String name, int most) {
    if (!(object.getValue(name) instanceof JsonArray array)) {
      throw Refusal.malformed(where + name + " must be a list");
    }
    if (array.size() > most) {
      throw Refusal.malformed(where + name + " has more than " + most + " entries");
    }
    List<Fields> fields = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.getValue(i) instanceof JsonObject element)) {
        throw Refusal.malformed(where + name + "[" + i + "] must be an object");
      }
      fields.add(new Fields(where + name + "[" + i + "].", element));
    }
    return fields;
  }

  /** Where this object stands, for messages. */
  String where() {
    return where;
  }
}
