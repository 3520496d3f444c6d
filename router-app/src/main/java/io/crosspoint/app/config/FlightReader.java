package io.crosspoint.app.config;

/** The {@code flight} section. */
final class FlightReader {

  private static final long LEAST_NS = 1_000_000_000L;
  private static final long MOST_NS = 600_000_000_000L;
  private static final int MOST_FILES = 1000;

  private FlightReader() {}

  static FlightChoice read(Section root) {
    return root.section("flight", Schema.FLIGHT)
        .map(section -> {
          Long keepNs = section.required("keep", text -> Durations.between(text, LEAST_NS, MOST_NS));
          return new FlightChoice(
              keepNs == null ? 0 : keepNs,
              section.optional("directory", Scalars::path),
              section.optional("files", Scalars.integer(1, MOST_FILES), FlightChoice.DEFAULT_FILES));
        })
        .orElse(FlightChoice.NONE);
  }
}
