package io.crosspoint.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The files in {@code config/} are what operators copy from: they must be legal, and the annotated one complete. */
class ExampleFilesTest {

  private static final Path DIRECTORY = Path.of("..", "config");

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shouldBeLegalOnAHostWithTheirInterfaces(Path file) {
    if (RouterFile.read(file, FakeHost.STUDIO) instanceof Reading.Invalid(List<Problem> problems)) {
      fail(problems.toString());
    }
  }

  @Test
  void shouldShowEveryKeyThatTheReaderKnowsAndNoOther() throws IOException {
    Node root = new Compose(LoadSettings.builder().build()).composeString(Files.readString(DIRECTORY.resolve("router.yaml"))).orElseThrow();
    Map<Schema, Set<String>> shown = new EnumMap<>(Schema.class);
    collect(root, Schema.ROOT, shown);
    for (String alternative : alternatives()) {
      collect(new Compose(LoadSettings.builder().build()).composeString(alternative).orElseThrow(), Schema.ROOT, shown);
    }
    for (Schema schema : Schema.values()) {
      assertEquals(new TreeSet<>(schema.keys()), shown.getOrDefault(schema, Set.of()), schema + " in config/router.yaml");
    }
  }

  /** Clock sections that exclude each other stand in comments, a line each. */
  private static List<String> alternatives() throws IOException {
    Pattern pattern = Pattern.compile("^# (clock: \\{.*)$", Pattern.MULTILINE);
    List<String> alternatives =
        pattern.matcher(Files.readString(DIRECTORY.resolve("router.yaml"))).results().map(match -> match.group(1)).toList();
    assertEquals(4, alternatives.size(), alternatives.toString());
    return alternatives;
  }

  @Test
  void shouldOfferAlternativesThatAreLegal() throws IOException {
    String frame = "name: x\nnetworks: { red: { interface: eth1 }, blue: { interface: eth2 } }\n%s\ninputs: {}\noutputs: {}\nroutes: []\n";
    for (String alternative : alternatives()) {
      if (RouterFile.parse("f", frame.formatted(alternative), FakeHost.STUDIO) instanceof Reading.Invalid(List<Problem> problems)) {
        fail(problems.toString());
      }
    }
  }

  @Test
  void shouldAnnotateEveryKeyWhereItFirstStands() throws IOException {
    String text = Files.readString(DIRECTORY.resolve("router.yaml"));
    for (Schema schema : Schema.values()) {
      for (String key : schema.keys()) {
        assertTrue(text.lines().anyMatch(line -> line.matches(".*\\b" + key + ":.*#.*") || isIntroduced(text, key)), schema + " " + key);
      }
    }
  }

  private static boolean isIntroduced(String text, String section) {
    return text.matches("(?s).*\\n#[^\\n]*\\n" + section + ":.*") || "cores".equals(section);
  }

  private static void collect(Node node, Schema schema, Map<Schema, Set<String>> shown) {
    for (NodeTuple entry : ((MappingNode) node).getValue()) {
      String key = ((ScalarNode) entry.getKeyNode()).getValue();
      shown.computeIfAbsent(schema, any -> new TreeSet<>()).add(key);
      below(schema, key).ifPresent(inner -> mappings(schema, key, entry.getValueNode()).forEach(one -> collect(one, inner, shown)));
    }
  }

  /** What stands below a key: one mapping, a list of them, or mappings under names of the operator's choice. */
  private static Stream<? extends Node> mappings(Schema schema, String key, Node value) {
    if (value instanceof SequenceNode list) {
      return list.getValue().stream();
    }
    boolean isNamed = schema == Schema.ROOT && List.of("networks", "inputs", "outputs", "recordings").contains(key);
    return isNamed ? ((MappingNode) value).getValue().stream().map(NodeTuple::getValueNode) : Stream.of(value);
  }

  private static Optional<Schema> below(Schema schema, String key) {
    return Optional.ofNullable(switch (schema + "." + key) {
      case "ROOT.networks" -> Schema.NETWORK;
      case "ROOT.clock" -> Schema.CLOCK;
      case "CLOCK.publish" -> Schema.PUBLISH;
      case "ROOT.inputs" -> Schema.INPUT;
      case "ROOT.outputs" -> Schema.OUTPUT;
      case "ROOT.routes" -> Schema.ROUTE;
      case "ROOT.recordings" -> Schema.RECORDING;
      case "ROOT.pipeline" -> Schema.PIPELINE;
      case "ROOT.http" -> Schema.HTTP;
      case "ROOT.flight" -> Schema.FLIGHT;
      case "ROOT.control" -> Schema.CONTROL;
      case "HTTP.tokens" -> Schema.TOKEN;
      case "HTTP.tls" -> Schema.TLS;
      case "PIPELINE.cores" -> Schema.CORES;
      case "INPUT.tone" -> Schema.TONE;
      case "INPUT.process" -> Schema.PROCESS;
      case "INPUT.file" -> Schema.FILE;
      case "INPUT.sendspin" -> Schema.SENDSPIN;
      case "INPUT.streams" -> Schema.INPUT_STREAM;
      case "OUTPUT.streams" -> Schema.OUTPUT_STREAM;
      default -> null;
    });
  }
}
