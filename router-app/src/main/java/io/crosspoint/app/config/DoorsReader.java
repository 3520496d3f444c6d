package io.crosspoint.app.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The {@code http} and {@code control} sections: who may change what from where, and how it is kept. */
final class DoorsReader {

  private static final long LONGEST_FADE_NS = 1_000_000_000;

  private DoorsReader() {}

  static HttpChoice http(Section root, Findings findings) {
    Optional<Section> present = root.section("http", Schema.HTTP);
    if (present.isEmpty()) {
      return new HttpChoice(ListenAddress.DEFAULT, List.of(), null);
    }
    Section section = present.get();
    InetSocketAddress listen = section.optional("listen", ListenAddress::parse, ListenAddress.DEFAULT);
    List<HttpChoice.Token> tokens = tokens(section, findings);
    HttpChoice.Tls tls = section.section("tls", Schema.TLS).flatMap(DoorsReader::tls).orElse(null);
    if (!listen.getAddress().isLoopbackAddress()) {
      if (!section.has("tokens") || section.isEmptyList("tokens")) {
        findings.problem(
            section.at("listen"), "everyone who reaches " + listen.getAddress().getHostAddress() + " could change what is on air: give"
                + " http.tokens (./router token makes one), or listen on 127.0.0.1");
      } else if (tls == null) {
        findings.note(section.at("listen"), "tokens cross the network readable: give http.tls");
      }
    }
    return new HttpChoice(listen, tokens, tls);
  }

  private static List<HttpChoice.Token> tokens(Section http, Findings findings) {
    List<HttpChoice.Token> tokens = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Map<String, String> hashes = new HashMap<>();
    for (Section section : http.list("tokens", Schema.TOKEN)) {
      String name = section.required("name", Scalars::name);
      HttpChoice.Role role = section.required("role", Scalars.choice(HttpChoice.Role.class));
      String sha256 = section.required("sha256", DoorsReader::sha256);
      if (name != null && !names.add(name)) {
        findings.problem(section.at("name"), "there is already a token named " + name);
      }
      String other = name == null || sha256 == null ? null : hashes.putIfAbsent(sha256, name);
      if (other != null) {
        findings.problem(section.at("sha256"), "is the token of " + other + " too; everyone needs one of their own");
      }
      if (name != null && role != null && sha256 != null) {
        tokens.add(new HttpChoice.Token(name, role, sha256));
      }
    }
    return tokens;
  }

  private static Parsed<String> sha256(String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    return digits.matches("[0-9a-f]{64}")
        ? Parsed.value(digits)
        : Parsed.refused("must be the SHA-256 of a token, 64 hexadecimal digits; ./router token makes both");
  }

  private static Optional<HttpChoice.Tls> tls(Section section) {
    Path certificate = section.required("certificate", Scalars::path);
    Path key = section.required("key", Scalars::path);
    return certificate == null || key == null ? Optional.empty() : Optional.of(new HttpChoice.Tls(certificate, key));
  }

  static ControlChoice control(Section root) {
    return root.section("control", Schema.CONTROL)
        .map(section -> new ControlChoice(
            section.optional("fade", text -> "0".equals(text) ? Parsed.value(0L) : Durations.between(text, 0, LONGEST_FADE_NS),
                ControlChoice.DEFAULT.fadeNs()),
            section.optional("journal", Scalars::path),
            section.optional("audit", Scalars::path),
            section.optional("watch", Scalars::truth, false)))
        .orElse(ControlChoice.DEFAULT);
  }
}
