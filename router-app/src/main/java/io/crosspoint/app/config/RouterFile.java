package io.crosspoint.app.config;

import io.crosspoint.app.record.RecordingSpec;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** The way in: a file, or its text, to a configuration or to all of its problems. */
public final class RouterFile {

  private final Section root;
  private final Path directory;
  private final Host host;
  private final Findings findings;

  private RouterFile(Section root, Path directory, Host host, Findings findings) {
    this.root = root;
    this.directory = directory;
    this.host = host;
    this.findings = findings;
  }

  /** Reads a UTF-8 file. A file that cannot be read is a problem like any other. */
  public static Reading read(Path file, Host host) {
    return switch (open(file)) {
      case FileText.Present text -> text.parse(host);
      case FileText.Absent(Reading.Invalid why) -> why;
    };
  }

  /** Reads the text of a UTF-8 file. */
  public static FileText open(Path file) {
    try {
      if (Files.size(file) > YamlText.MAX_BYTES) {
        return unreadable(file, "is larger than " + YamlText.MAX_BYTES + " bytes: this cannot be a router's configuration");
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      Path parent = file.toAbsolutePath().getParent();
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return new FileText.Present(file.toString(), text, parent == null ? Path.of("/") : parent);
    } catch (CharacterCodingException e) {
      return unreadable(file, "is not UTF-8 text");
    } catch (NoSuchFileException e) {
      return unreadable(file, "there is no such file");
    } catch (IOException e) {
      return unreadable(file, "cannot be read: " + e.getMessage());
    }
  }

  private static FileText unreadable(Path file, String why) {
    return new FileText.Absent(new Reading.Invalid(List.of(new Problem(file.toString(), 0, 0, "", why))));
  }

  /**
   * Reads a text whose references to files begin at the working directory.
   *
   * @param fileName for messages
   */
  public static Reading parse(String fileName, String text, Host host) {
    return parse(fileName, text, Path.of(""), host);
  }

  /**
   * Reads a text.
   *
   * @param fileName for messages
   * @param directory that its references to other files begin at
   */
  public static Reading parse(String fileName, String text, Path directory, Host host) {
    Findings findings = new Findings(fileName);
    Optional<Node> node = YamlText.compose(text, findings);
    Optional<Section> root = node.flatMap(top -> Section.of(top, "", Schema.ROOT, findings));
    Optional<RouterConfig> config = root.flatMap(section -> new RouterFile(section, directory, host, findings).config());
    return config.isPresent() && !findings.hasProblems()
        ? new Reading.Valid(config.get(), findings.notes())
        : new Reading.Invalid(findings.problems());
  }

  private Optional<RouterConfig> config() {
    // Required even when empty: a file that was cut short must not pass for a router that carries nothing.
    List.of("inputs", "outputs", "routes").stream()
        .filter(key -> !root.has(key))
        .forEach(key -> findings.problem(root.at().below(key), "is missing"));
    String name = root.required("name", Scalars::name);
    NetworksReader networks = new NetworksReader(root, host, findings);
    ClockChoice clock = ClockReader.read(root, networks, host, findings);
    PipelineSpec pipeline = PipelineReader.read(root, host, findings);
    FlowConflicts conflicts = new FlowConflicts(findings);
    SdpSource descriptions = new SdpSource(directory, host, findings);
    InputsReader.Surroundings around = new InputsReader.Surroundings(networks, clock, descriptions, pipeline.leadNs());
    int utcOffsetSeconds = clock == null ? 0 : clock.utcOffsetSeconds();
    SourcesReader sources = new SourcesReader(name == null ? "" : name, utcOffsetSeconds, findings);
    InputsReader inputsReader = new InputsReader(around, sources, conflicts, findings);
    List<InputSpec> inputs = inputsReader.read(root);
    List<OutputSpec> outputs = new OutputsReader(networks, conflicts, findings).read(root);
    List<Route> routes = new RoutesReader(root, inputs, outputs, pipeline.leadNs(), findings).read();
    List<RecordingSpec> recordings = new RecordingsReader(root, inputs, outputs, utcOffsetSeconds, findings).read();
    HttpChoice http = DoorsReader.http(root, findings);
    ControlChoice control = DoorsReader.control(root);
    FlightChoice flight = FlightReader.read(root);
    if (name == null || clock == null) {
      return Optional.empty();
    }
    return Optional.of(
        new RouterConfig(
            name, networks.nics(), clock, inputs, inputsReader.claims(), sources.plans(), outputs, routes, recordings,
            pipeline.keeping(flight.keepNs()), http, control, flight));
  }
}
