package io.crosspoint.app.sdp;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.ptp.clock.ClockSnapshot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The descriptions of all outputs as they are now. Their version begins with the time of day, so that it rises over a restart too, and
 * rises by one with each change.
 *
 * <p><b>Thread:</b> any; nothing here is near a hot one.
 */
public final class OutputDescriptions {

  /** @param version of the session, the same for every audience */
  public record Current(String text, long version) {}

  private record Known(OutputDescription description, long version) {}

  private final String router;
  private final Function<String, @Nullable String> macs;
  private final Map<String, OutputSpec> outputs = new LinkedHashMap<>();
  private final Map<String, LiveReference> references = new HashMap<>();
  private final Map<String, Known> known = new HashMap<>();
  private final long firstVersion;

  /**
   * Names the host's own clock until one is observed.
   *
   * @param macs the hardware address of an interface by its name, null when it has none
   * @param firstVersion seconds of the time of day at start
   */
  public OutputDescriptions(String router, List<OutputSpec> outputs, Function<String, @Nullable String> macs, long firstVersion) {
    this.router = router;
    this.firstVersion = firstVersion;
    this.macs = macs;
    become(outputs);
  }

  /** Describes other outputs from now on. Versions of those that were there before go on, also when they come back. */
  public final synchronized void become(List<OutputSpec> present) {
    outputs.clear();
    for (OutputSpec output : present) {
      outputs.put(output.name(), output);
      // Both legs count the same clock, which takes its name from the first.
      references.computeIfAbsent(output.name(), any -> new LiveReference(macs.apply(output.flows().getFirst().nic().name())));
    }
    references.keySet().retainAll(outputs.keySet());
  }

  /** As {@link LiveReference#observe}. */
  public synchronized void observe(ClockSnapshot clock, boolean isTraceable, long nowNs) {
    references.values().forEach(reference -> reference.observe(clock, isTraceable, nowNs));
  }

  /** Empty when there is no such output. */
  public synchronized Optional<Current> of(String output, Audience audience) {
    OutputSpec spec = outputs.get(output);
    LiveReference reference = references.get(output);
    if (spec == null || reference == null) {
      return Optional.empty();
    }
    OutputDescription description = new OutputDescription(router, spec, reference.now());
    Known before = known.get(output);
    if (before == null || !before.description().equals(description)) {
      before = new Known(description, before == null ? firstVersion : before.version() + 1);
      known.put(output, before);
    }
    return Optional.of(new Current(SdpText.write(description.of(audience, before.version())), before.version()));
  }

  public synchronized List<String> names() {
    return List.copyOf(outputs.keySet());
  }
}
