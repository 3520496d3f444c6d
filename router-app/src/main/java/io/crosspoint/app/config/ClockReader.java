package io.crosspoint.app.config;

import io.crosspoint.app.config.ClockChoice.Source;
import io.crosspoint.ptp.port.PtpProfile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code clock} section. */
final class ClockReader {

  private static final int GREATEST_DOMAIN = 127;

  private ClockReader() {}

  static @Nullable ClockChoice read(Section root, NetworksReader networks, Findings findings) {
    if (!root.has("clock")) {
      findings.problem(
          root.at().below("clock"), "is missing; in a plant it is { source: ptp, network: red }, without PTP { source: local }");
    }
    Optional<Section> present = root.section("clock", Schema.CLOCK);
    if (present.isEmpty()) {
      return null;
    }
    Section section = present.get();
    Source source = section.required("source", Scalars.choice(Source.class));
    PtpProfile profile = section.optional("profile", Scalars.choice(PtpProfile.class), PtpProfile.AES67);
    int domain = section.optional("domain", Scalars.integer(0, GREATEST_DOMAIN), profile.defaultDomain());
    if (source == Source.PTP) {
      NetworksReader.Network network = networks.named(section, "network");
      return network == null ? null : new ClockChoice(source, network.name(), network.nic(), profile, domain);
    }
    if (source != null) {
      List.of("network", "profile", "domain").stream()
          .filter(section::has)
          .forEach(key -> findings.note(section.at(key), "has no effect with source: " + Scalars.spelling(source)));
    }
    if (section.has("network")) {
      networks.named(section, "network");
    }
    return source == null ? null : new ClockChoice(source, null, null, profile, domain);
  }
}
