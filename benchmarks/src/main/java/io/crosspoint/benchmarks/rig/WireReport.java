package io.crosspoint.benchmarks.rig;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What the wire analyser said of every stream of a run. */
public final class WireReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> streams;

  private WireReport(List<JsonNode> streams) {
    this.streams = streams;
  }

  /** @param lines of {@code listen --json} */
  public static WireReport of(List<String> lines) {
    return new WireReport(lines.stream().filter(line -> line.startsWith("{")).map(JSON::readTree).toList());
  }

  public int streams() {
    return streams.size();
  }

  public long sum(String... path) {
    return streams.stream().mapToLong(at(path)).sum();
  }

  public long smallest(String... path) {
    return streams.stream().mapToLong(at(path)).min().orElse(-1);
  }

  public long largest(String... path) {
    return streams.stream().mapToLong(at(path)).max().orElse(-1);
  }

  public long median(String... path) {
    return streams.stream().mapToLong(at(path)).sorted().skip(streams.size() / 2).findFirst().orElse(-1);
  }

  /** Of what streams say, each less a time of its own. */
  public long median(List<Long> lessNs, String... path) {
    return IntStream.range(0, streams.size())
        .mapToLong(i -> at(path).applyAsLong(streams.get(i)) - lessNs.get(i))
        .sorted()
        .skip(streams.size() / 2)
        .findFirst()
        .orElse(-1);
  }

  private static ToLongFunction<JsonNode> at(String... path) {
    return stream -> {
      JsonNode node = stream;
      for (String step : path) {
        node = node.path(step);
      }
      return node.asLong(0);
    };
  }
}
