package io.crosspoint.app.api;

import io.crosspoint.app.json.Json;
import io.crosspoint.app.sdp.Audience;
import io.crosspoint.app.sdp.OutputDescriptions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/outputs/NAME/sdp}: what an output says of itself. Knows nothing of the server that it is behind. */
public final class DescriptionPages {

  /** Where these pages begin. */
  public static final String PREFIX = "/api/v1/outputs/";

  private static final String SUFFIX = "/sdp";

  /** @param eTag empty without one */
  public record Reply(int status, String contentType, String eTag, String body) {}

  private final OutputDescriptions descriptions;

  public DescriptionPages(OutputDescriptions descriptions) {
    this.descriptions = descriptions;
  }

  /** For anyone: a receiver that is told an address by another has no token. */
  List<Endpoint> endpoints() {
    return List.of(Endpoint.quick("GET", PREFIX + "{output}" + SUFFIX, Endpoint.Access.ANYONE, this::answer));
  }

  private Answer answer(Call call) {
    Reply reply = get(PREFIX + call.path("output") + SUFFIX, call.context().request().query(),
        call.context().request().getHeader("If-None-Match"));
    Answer answer = new Answer(reply.status(), reply.contentType(), Map.of(), reply.body());
    return reply.eTag().isEmpty() ? answer : answer.with("ETag", reply.eTag());
  }

  /**
   * Answers a GET.
   *
   * @param path decoded, beginning with {@link #PREFIX}
   * @param query as it stands in the address, or null; {@code audience=} chooses the rendering
   * @param ifNoneMatch that header, or null
   */
  public Reply get(String path, @Nullable String query, @Nullable String ifNoneMatch) {
    String name = path.endsWith(SUFFIX) && path.length() > PREFIX.length() + SUFFIX.length()
        ? path.substring(PREFIX.length(), path.length() - SUFFIX.length())
        : "";
    if (name.isEmpty() || name.contains("/")) {
      return problem(404, "no such page");
    }
    String wanted = parameter(query, "audience").orElse("aes67");
    Optional<Audience> audience =
        Arrays.stream(Audience.values()).filter(one -> one.name().toLowerCase(Locale.ROOT).equals(wanted)).findFirst();
    if (audience.isEmpty()) {
      return problem(400, "audience must be aes67, st2110 or dante");
    }
    Optional<OutputDescriptions.Current> current = descriptions.of(name, audience.get());
    if (current.isEmpty()) {
      String have = descriptions.names().isEmpty() ? "there are none" : "have " + String.join(", ", descriptions.names());
      return problem(404, "no output '" + name + "' (" + have + ")");
    }
    String eTag = "\"" + current.get().version() + "-" + wanted + "\"";
    boolean isKnown = ifNoneMatch != null && (ifNoneMatch.equals("*") || ifNoneMatch.contains(eTag));
    return new Reply(isKnown ? 304 : 200, "application/sdp", eTag, isKnown ? "" : current.get().text());
  }

  private static Optional<String> parameter(@Nullable String query, String name) {
    return Arrays.stream(query == null ? new String[0] : query.split("&", -1))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /** RFC 9457. */
  private static Reply problem(int status, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("status", status);
    problem.put("title", status == 404 ? "Not Found" : "Bad Request");
    problem.put("detail", detail.codePoints().limit(500).mapToObj(Character::toString).collect(Collectors.joining()));
    return new Reply(status, "application/problem+json", "", Json.write(problem));
  }
}
