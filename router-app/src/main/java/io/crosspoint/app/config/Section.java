package io.crosspoint.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file. Reading a value that is absent, of the wrong shape or illegal reports the problem at its place and yields
 * nothing; the reader goes on to find the next one.
 */
final class Section {

  /** A value and where it stands. */
  record Placed<T>(At at, T value) {}

  private final At at;
  private final Map<String, Node> values;
  private final Findings findings;

  private Section(At at, Map<String, Node> values, Findings findings) {
    this.at = at;
    this.values = values;
    this.findings = findings;
  }

  /** Reports unknown and duplicate keys, and a node that is no mapping (which yields empty). */
  static Optional<Section> of(Node node, String path, Schema schema, Findings findings) {
    return entries(node, path, findings).map(entries -> {
      entries.entrySet().removeIf(entry -> {
        boolean isUnknown = !schema.keys().contains(entry.getKey());
        if (isUnknown && !findings.isFull()) {
          At key = At.of(below(path, entry.getKey()), entry.getValue().getKeyNode());
          findings.problem(key, "unknown key; " + schema.hintFor(entry.getKey()));
        }
        return isUnknown;
      });
      return new Section(At.of(path, node), valuesOf(entries), findings);
    });
  }

  private static Map<String, Node> valuesOf(Map<String, NodeTuple> entries) {
    Map<String, Node> values = new LinkedHashMap<>();
    entries.forEach((key, tuple) -> values.put(key, tuple.getValueNode()));
    return values;
  }

  private static Optional<Map<String, NodeTuple>> entries(Node node, String path, Findings findings) {
    if (!(node instanceof MappingNode mapping)) {
      findings.problem(At.of(path, node), "must be a mapping of keys to values, but is " + kindOf(node));
      return Optional.empty();
    }
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        findings.problem(At.of(path, tuple.getKeyNode()), "a key must be a word, but is " + kindOf(tuple.getKeyNode()));
        continue;
      }
      NodeTuple first = entries.putIfAbsent(key.getValue(), tuple);
      if (first != null) {
        int line = At.of("", first.getKeyNode()).line();
        findings.problem(At.of(below(path, key.getValue()), key), "duplicate key; it is already on line " + line);
      }
    }
    return Optional.of(entries);
  }

  At at() {
    return at;
  }

  /** Where the value of a key stands, or where the key is missing. */
  At at(String key) {
    Node value = values.get(key);
    return value == null ? at.below(key) : At.of(below(at.path(), key), value);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** A value that must be there; null when it is not or is illegal (and that has been reported). */
  <T> @Nullable T required(String key, Function<String, Parsed<T>> parser) {
    Node value = values.get(key);
    if (value == null) {
      findings.problem(at.below(key), "is missing");
      return null;
    }
    return scalar(at(key), value, parser);
  }

  /** A value that may be left out; the fallback also stands in for an illegal one, which has been reported. */
  <T> T optional(String key, Function<String, Parsed<T>> parser, T fallback) {
    T value = optional(key, parser);
    return value == null ? fallback : value;
  }

  <T> @Nullable T optional(String key, Function<String, Parsed<T>> parser) {
    Node value = values.get(key);
    return value == null ? null : scalar(at(key), value, parser);
  }

  private <T> @Nullable T scalar(At place, Node value, Function<String, Parsed<T>> parser) {
    if (!(value instanceof ScalarNode scalar)) {
      findings.problem(place, "must be a single value, but is " + kindOf(value));
      return null;
    }
    if (Tag.NULL.equals(scalar.getTag())) {
      findings.problem(place, "has no value");
      return null;
    }
    return switch (parser.apply(scalar.getValue().strip())) {
      case Parsed.Value<T>(T parsed) -> parsed;
      case Parsed.Refused<T>(String why) -> {
        findings.problem(place, why);
        yield null;
      }
    };
  }

  /** A mapping below this one that must be there. */
  Optional<Section> requiredSection(String key, Schema schema) {
    if (!has(key)) {
      findings.problem(at.below(key), "is missing");
    }
    return section(key, schema);
  }

  /** A mapping below this one, when it is there. */
  Optional<Section> section(String key, Schema schema) {
    return Optional.ofNullable(values.get(key)).flatMap(node -> of(node, below(at.path(), key), schema, findings));
  }

  /** A mapping from names that the operator chose to sections of one shape, in the order of the file. Illegal names are reported. */
  Map<String, Section> named(String key, Schema schema) {
    Map<String, Section> sections = new LinkedHashMap<>();
    Node node = values.get(key);
    String path = below(at.path(), key);
    Map<String, NodeTuple> entries = node == null ? Map.of() : entries(node, path, findings).orElse(Map.of());
    entries.forEach((name, tuple) -> {
      if (Scalars.name(name) instanceof Parsed.Refused<String>(String why)) {
        findings.problem(At.of(below(path, name), tuple.getKeyNode()), why);
      }
      of(tuple.getValueNode(), below(path, name), schema, findings).ifPresent(section -> sections.put(name, section));
    });
    return sections;
  }

  /** The names of {@link #named}, also of those whose sections are unreadable. */
  List<String> names(String key) {
    if (!(values.get(key) instanceof MappingNode mapping)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode name) {
        names.add(name.getValue());
      }
    }
    return names;
  }

  /** A list of sections of one shape; unreadable ones are reported and left out. */
  List<Section> list(String key, Schema schema) {
    Node node = values.get(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      findings.problem(at(key), "must be a list (each entry begins with '- '), but is " + kindOf(node));
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < sequence.getValue().size(); i++) {
      of(sequence.getValue().get(i), below(at.path(), key) + "[" + i + "]", schema, findings).ifPresent(sections::add);
    }
    return sections;
  }

  /** A list of single values, each with its place; illegal ones are reported and left out. */
  <T> List<Placed<T>> values(String key, Function<String, Parsed<T>> parser) {
    Node node = values.get(key);
    if (!(node instanceof SequenceNode sequence)) {
      if (node != null) {
        findings.problem(at(key), "must be a list such as [red, blue], but is " + kindOf(node));
      }
      return List.of();
    }
    List<Placed<T>> found = new ArrayList<>();
    for (int i = 0; i < sequence.getValue().size(); i++) {
      At place = At.of(below(at.path(), key) + "[" + i + "]", sequence.getValue().get(i));
      T value = scalar(place, sequence.getValue().get(i), parser);
      if (value != null) {
        found.add(new Placed<>(place, value));
      }
    }
    return found;
  }

  /** Whether a key holds a list of so many entries, legal or not. */
  boolean hasEntries(String key, int count) {
    return values.get(key) instanceof SequenceNode sequence && sequence.getValue().size() == count;
  }

  boolean isList(String key) {
    return values.get(key) instanceof SequenceNode;
  }

  boolean isEmptyList(String key) {
    return values.get(key) instanceof SequenceNode sequence && sequence.getValue().isEmpty();
  }

  private static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String kindOf(Node node) {
    return switch (node) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar when Tag.NULL.equals(scalar.getTag()) -> "empty";
      default -> "a single value";
    };
  }
}
