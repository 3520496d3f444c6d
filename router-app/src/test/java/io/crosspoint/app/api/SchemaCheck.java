package io.crosspoint.app.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** As much of JSON Schema as the OpenAPI document uses. */
public final class SchemaCheck {

  private final JsonObject document;
  private final List<String> problems = new ArrayList<>();

  private SchemaCheck(JsonObject document) {
    this.document = document;
  }

  /** What is wrong with a value, one line each. */
  public static List<String> problems(JsonObject document, JsonObject schema, Object value) {
    SchemaCheck check = new SchemaCheck(document);
    check.check("", schema, value);
    return check.problems;
  }

  /** Follows a reference within the document. */
  public static JsonObject resolve(JsonObject document, JsonObject schema) {
    String reference = schema.getString("$ref");
    JsonObject at = document;
    if (reference == null) {
      return schema;
    }
    for (String step : reference.substring(2).split("/", -1)) {
      at = Objects.requireNonNull(at.getJsonObject(step), reference);
    }
    return at;
  }

  private void check(String at, JsonObject unresolved, Object value) {
    JsonObject schema = resolve(document, unresolved);
    JsonArray alternatives = schema.getJsonArray("oneOf");
    if (alternatives != null) {
      long fitting = alternatives.stream().filter(one -> problems(document, (JsonObject) one, value).isEmpty()).count();
      require(fitting == 1, at + " fits " + fitting + " of " + alternatives);
      return;
    }
    JsonArray choice = schema.getJsonArray("enum");
    require(choice == null || choice.contains(value), at + " is " + value + ", not of " + choice);
    switch (schema.getString("type", "")) {
      case "object" -> object(at, schema, value);
      case "array" -> array(at, schema, value);
      case "string" -> require(value instanceof String, at + " is no text: " + value);
      case "boolean" -> require(value instanceof Boolean, at + " is no truth: " + value);
      case "integer" -> require(value instanceof Integer || value instanceof Long, at + " is no integer: " + value);
      case "number" -> require(value instanceof Number, at + " is no number: " + value);
      default -> problems.add(at + " has a schema without a known type: " + schema);
    }
  }

  private void object(String at, JsonObject schema, Object value) {
    if (!(value instanceof JsonObject object)) {
      problems.add(at + " is no object: " + value);
      return;
    }
    JsonObject properties = schema.getJsonObject("properties", new JsonObject());
    schema.getJsonArray("required", new JsonArray()).forEach(name -> require(object.containsKey((String) name), at + " lacks " + name));
    for (String name : object.fieldNames()) {
      Object further = schema.getValue("additionalProperties", true);
      if (properties.containsKey(name)) {
        check(at + "." + name, properties.getJsonObject(name), object.getValue(name));
      } else if (further instanceof JsonObject any) {
        check(at + "." + name, any, object.getValue(name));
      } else {
        require(Boolean.TRUE.equals(further), at + " has " + name + ", which is not declared");
      }
    }
  }

  private void array(String at, JsonObject schema, Object value) {
    if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        check(at + "[" + i + "]", schema.getJsonObject("items"), array.getValue(i));
      }
    } else {
      problems.add(at + " is no list: " + value);
    }
  }

  private void require(boolean isSo, String otherwise) {
    if (!isSo) {
      problems.add(otherwise);
    }
  }
}
