package io.crosspoint.app.api;

import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.control.Level;
import io.crosspoint.app.control.MatrixState;
import io.crosspoint.app.control.Wiring;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * What render carries now, as few routes as say it: crosspoints of one input and level on neighbouring channels are one. Pure.
 *
 * @param routes in order of output and channel
 */
record RouteList(List<Route> routes) {

  /** @param channels how many, from each of the first ones on */
  record Route(InputSpec input, int inputChannel, OutputSpec output, int outputChannel, int channels, Level level) {

    private boolean isWhole() {
      return channels == input.format().channels() && channels == output.format().channels();
    }

    private static String place(String stream, int first, int channels) {
      return stream + "/" + first + (channels == 1 ? "" : "-" + (first + channels - 1));
    }

    String from() {
      return isWhole() ? input.name() : place(input.name(), inputChannel, channels);
    }

    String to() {
      return isWhole() ? output.name() : place(output.name(), outputChannel, channels);
    }
  }

  static RouteList of(Wiring wiring, MatrixState state) {
    List<Route> routes = new ArrayList<>();
    for (OutputSpec output : wiring.outputs()) {
      MatrixState.Output standing = state.outputs().get(output.name());
      if (standing != null) {
        add(wiring, output, standing.held(), routes);
      }
    }
    return new RouteList(List.copyOf(routes));
  }

  private static void add(Wiring wiring, OutputSpec output, SortedMap<CrosspointId, Level> held, List<Route> routes) {
    Set<CrosspointId> done = new HashSet<>();
    held.forEach((id, level) -> {
      InputSpec input = wiring.input(id.input()).orElse(null);
      if (input == null) {
        // It is just being left.
        return;
      }
      int channels = 0;
      CrosspointId next = id;
      while (level.equals(held.get(next)) && done.add(next)) {
        channels++;
        next = new CrosspointId(id.output(), id.outputChannel() + channels, id.input(), id.inputChannel() + channels);
      }
      if (channels > 0) {
        routes.add(new Route(input, id.inputChannel(), output, id.outputChannel(), channels, level));
      }
    });
  }

  List<Object> documents() {
    List<Object> documents = new ArrayList<>();
    for (Route route : routes) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("from", route.from());
      document.put("to", route.to());
      document.put("gainDb", CrosspointDocuments.gain(route.level()));
      document.put("muted", route.level().isMuted());
      document.put("crosspoints", route.channels());
      document.put("latencyFrames", route.input().linkOffsetFrames());
      document.put("latencyMs", route.input().linkOffsetFrames() * 1000.0 / route.input().format().rateHz());
      documents.add(document);
    }
    return documents;
  }
}
