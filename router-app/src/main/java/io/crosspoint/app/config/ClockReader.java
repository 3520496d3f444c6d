package io.crosspoint.app.config;

import io.crosspoint.app.config.ClockChoice.Publication;
import io.crosspoint.app.config.ClockChoice.PtpNetwork;
import io.crosspoint.app.config.ClockChoice.Source;
import io.crosspoint.ptp.port.PtpProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code clock} section. */
final class ClockReader {

  private static final int GREATEST_DOMAIN = 127;
  private static final int PTP_NETWORKS = 2;
  private static final long GREATEST_STEP_HOLD_NS = 60_000_000_000L;

  private final Section section;
  private final NetworksReader networks;
  private final Host host;
  private final Findings findings;

  private ClockReader(Section section, NetworksReader networks, Host host, Findings findings) {
    this.section = section;
    this.networks = networks;
    this.host = host;
    this.findings = findings;
  }

  static @Nullable ClockChoice read(Section root, NetworksReader networks, Host host, Findings findings) {
    if (!root.has("clock")) {
      findings.problem(
          root.at().below("clock"), "is missing; in a plant it is { source: ptp, network: red }, without PTP { source: local }");
    }
    Optional<Section> present = root.section("clock", Schema.CLOCK);
    return present.isEmpty() ? null : new ClockReader(present.get(), networks, host, findings).choice();
  }

  private @Nullable ClockChoice choice() {
    Source source = section.required("source", Scalars.choice(Source.class));
    PtpProfile profile = section.optional("profile", Scalars.choice(PtpProfile.class), PtpProfile.AES67);
    int domain = section.optional("domain", Scalars.integer(0, GREATEST_DOMAIN), profile.defaultDomain());
    long stepHoldNs = section.optional("hold-step", text -> Durations.between(text, 0, GREATEST_STEP_HOLD_NS), 0L);
    Optional<Section> publish = section.section("publish", Schema.PUBLISH);
    if (source == null) {
      return null;
    }
    Path path = path(source);
    Publication publication = publish.isEmpty() ? Publication.NONE : publication(publish.get(), source, path);
    List<PtpNetwork> heard = source == Source.PTP ? heard() : List.of();
    if (source != Source.PTP) {
      withoutPtp(source);
    }
    return new ClockChoice(source, heard, profile, domain, stepHoldNs, path, publication);
  }

  /** Empty when something was reported. */
  private List<PtpNetwork> heard() {
    if (!section.has("networks")) {
      NetworksReader.Network network = networks.named(section, "network");
      return network == null ? List.of() : List.of(new PtpNetwork(network.name(), network.nic()));
    }
    if (section.has("network")) {
      findings.problem(section.at("network"), "is already said by networks; write one of the two");
    }
    List<PtpNetwork> heard = new ArrayList<>();
    for (Section.Placed<String> name : section.values("networks", Scalars::name)) {
      NetworksReader.Network network = networks.named(name.at(), name.value());
      if (network != null && heard.stream().anyMatch(other -> other.nic().name().equals(network.nic().name()))) {
        findings.problem(name.at(), "is " + network.nic().name() + " again; each network of PTP needs an interface of its own");
      } else if (network != null) {
        heard.add(new PtpNetwork(network.name(), network.nic()));
      }
    }
    if (section.isList("networks") && !section.hasEntries("networks", PTP_NETWORKS)) {
      findings.problem(section.at("networks"), "must name two networks, the preferred one first; one alone is written as network: red");
    }
    return heard;
  }

  private void withoutPtp(Source source) {
    for (String key : List.of("network", "profile", "domain", "hold-step")) {
      if (section.has(key)) {
        findings.note(section.at(key), "has no effect with source: " + Scalars.spelling(source));
      }
    }
    if (section.has("network")) {
      networks.named(section, "network");
    }
    if (section.has("networks")) {
      findings.problem(section.at("networks"), "needs source: ptp");
    }
  }

  /** The hardware clock or the overlay that is followed; null with other sources, or when it was reported. */
  private @Nullable Path path(Source source) {
    if (source != Source.PHC && section.has("device")) {
      findings.problem(section.at("device"), "needs source: phc");
    }
    if (source != Source.USRVCLOCK && section.has("path")) {
      findings.problem(section.at("path"), "needs source: usrvclock");
    }
    if (source != Source.PHC && source != Source.USRVCLOCK) {
      return null;
    }
    if (!host.isLinux()) {
      findings.problem(section.at("source"), Scalars.spelling(source) + " needs Linux");
    }
    return source == Source.PHC ? section.required("device", Scalars::path) : section.required("path", Scalars::socketPath);
  }

  private Publication publication(Section publish, Source source, @Nullable Path followed) {
    Path usrvclock = publish.optional("usrvclock", Scalars::socketPath);
    Path file = publish.optional("file", Scalars::path);
    if (usrvclock != null && !host.isLinux()) {
      findings.problem(publish.at("usrvclock"), "needs Linux");
    }
    if (usrvclock != null && usrvclock.equals(followed)) {
      findings.problem(publish.at("usrvclock"), "is the overlay that clock.path follows; give ours another path");
    }
    if (file != null && (file.equals(usrvclock) || file.equals(followed))) {
      findings.problem(publish.at("file"), "is the path of something else already");
    }
    if (usrvclock != null && source == Source.LOCAL) {
      findings.note(publish.at("usrvclock"), "stays silent: a clock that runs free is not published as an overlay");
    }
    return new Publication(usrvclock, file);
  }
}
