package io.crosspoint.app.config;

import io.crosspoint.app.fetch.Fetched;
import io.crosspoint.app.sdp.AudioStream;
import io.crosspoint.app.sdp.Remark;
import io.crosspoint.app.sdp.SdpReading;
import io.crosspoint.app.sdp.SdpText;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code sdp} key of an input: a file beside the configuration, the text itself, or where a server has it. Read when the file is. */
final class SdpSource {

  private static final Pattern URL = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Path directory;
  private final Host host;
  private final Findings findings;

  /** @param directory that relative paths begin at */
  SdpSource(Path directory, Host host, Findings findings) {
    this.directory = directory;
    this.host = host;
    this.findings = findings;
  }

  /** Empty when there is no stream to be had, which has been reported at the key. */
  Optional<AudioStream> read(Section section, @Nullable Integer payloadType) {
    String said = section.required("sdp", Parsed::value);
    return said == null ? Optional.empty() : text(section, said).flatMap(text -> stream(section.at("sdp"), text, payloadType));
  }

  private Optional<String> text(Section section, String said) {
    Parsed<String> text =
        said.contains("\n") || said.startsWith("v=") ? Parsed.value(said) : URL.matcher(said).matches() ? fetched(said) : file(said);
    return switch (text) {
      case Parsed.Value<String>(String value) -> Optional.of(value);
      case Parsed.Refused<String>(String why) -> {
        findings.problem(section.at("sdp"), Scalars.abridged(said) + ": " + why);
        yield Optional.empty();
      }
    };
  }

  private Parsed<String> fetched(String address) {
    try {
      return switch (host.fetch(new URI(address))) {
        case Fetched.Text(String text) -> Parsed.value(text);
        case Fetched.Refused(String why) -> Parsed.refused(why);
      };
    } catch (URISyntaxException e) {
      return Parsed.refused("is no address of a web server: " + e.getReason());
    }
  }

  private Parsed<String> file(String name) {
    try {
      Path file = directory.resolve(name);
      if (!Files.exists(file)) {
        return Parsed.refused("there is no such file" + (Path.of(name).isAbsolute() ? "" : " beside the configuration"));
      }
      if (!Files.isRegularFile(file)) {
        return Parsed.refused("is not a file");
      }
      return Files.size(file) > SdpText.MAX_CHARACTERS
          ? Parsed.refused("is larger than " + SdpText.MAX_CHARACTERS + " bytes: this cannot be a session description")
          : Parsed.value(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (InvalidPathException e) {
      return Parsed.refused("is no path: " + e.getReason());
    } catch (IOException e) {
      return Parsed.refused("cannot be read: " + e.getMessage());
    }
  }

  private Optional<AudioStream> stream(At at, String text, @Nullable Integer payloadType) {
    return switch (SdpText.parse(text)) {
      case SdpReading.Invalid(List<Remark> problems) -> refused(at, problems);
      case SdpReading.Valid valid -> switch (AudioStream.of(valid.session(), payloadType)) {
        case AudioStream.Outcome.Refused(List<Remark> problems) -> refused(at, problems);
        case AudioStream.Outcome.Found(AudioStream stream, List<Remark> notes) -> {
          notes.forEach(note -> findings.note(at, note.toString()));
          yield Optional.of(stream);
        }
      };
    };
  }

  private Optional<AudioStream> refused(At at, List<Remark> problems) {
    problems.forEach(problem -> findings.problem(at, problem.toString()));
    return Optional.empty();
  }
}
