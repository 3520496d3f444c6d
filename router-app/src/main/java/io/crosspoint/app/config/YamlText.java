package io.crosspoint.app.config;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * YAML text to nodes with marks, hardened: text that is broken, nested without end, aliased without measure or aliased to itself becomes a
 * problem, not a crash.
 */
final class YamlText {

  /** The file of a plant with a thousand streams is a third of this. */
  static final int MAX_BYTES = 1_000_000;

  /** The deepest legal value stands five levels down. */
  private static final int MAX_DEPTH = 32;

  private static final int MAX_ALIASES = 1000;

  private YamlText() {}

  /** The root node, or empty when there are problems. */
  static Optional<Node> compose(String text, Findings findings) {
    At start = new At("", 1, 1);
    if (text.length() > MAX_BYTES) {
      findings.problem(start, "the file is longer than " + MAX_BYTES + " characters: this cannot be a router's configuration");
      return Optional.empty();
    }
    try {
      LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(MAX_ALIASES).setAllowNonScalarKeys(true).build();
      if (!isBounded(new Parse(settings).parseString(text), findings)) {
        return Optional.empty();
      }
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        findings.problem(start, "the file is empty");
      }
      return root.filter(node -> isTree(node, findings));
    } catch (MarkedYamlEngineException e) {
      At at = e.getProblemMark().or(e::getContextMark).map(mark -> At.of("", mark)).orElse(start);
      findings.problem(at, "not YAML: " + sentence(e.getContext(), e.getProblem()) + "; is the file complete and its indentation even?");
    } catch (YamlEngineException e) {
      findings.problem(start, "not YAML: " + sentence(null, e.getMessage()));
    }
    return Optional.empty();
  }

  /** Runs over the events, which needs no recursion, before anything builds nodes, which does. */
  private static boolean isBounded(Iterable<Event> events, Findings findings) {
    int depth = 0;
    int aliases = 0;
    for (Event event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> aliases++;
        default -> { }
      }
      if (depth > MAX_DEPTH || aliases > MAX_ALIASES) {
        At at = event.getStartMark().map(mark -> At.of("", mark)).orElse(new At("", 1, 1));
        findings.problem(at, depth > MAX_DEPTH ? "nested deeper than " + MAX_DEPTH + " levels" : "more than " + MAX_ALIASES + " aliases");
        return false;
      }
    }
    return true;
  }

  /** Visits each node once, however often it is aliased. */
  private static boolean isTree(Node root, Findings findings) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Node> open = new ArrayDeque<>(List.of(root));
    boolean isTree = true;
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (!seen.add(node)) {
        continue;
      }
      if (node.isRecursive()) {
        findings.problem(At.of("", node), "an alias inside this value refers to the value itself");
        isTree = false;
      }
      if (node instanceof MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
          open.push(entry.getKeyNode());
          open.push(entry.getValueNode());
        }
      } else if (node instanceof SequenceNode sequence) {
        sequence.getValue().forEach(open::push);
      }
    }
    return isTree;
  }

  private static String sentence(@Nullable String context, @Nullable String problem) {
    String both = (context == null || context.isBlank() ? "" : context + ", ") + (problem == null ? "unreadable" : problem);
    return both.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("unreadable");
  }
}
