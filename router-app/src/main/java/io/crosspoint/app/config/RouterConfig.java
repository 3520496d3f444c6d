package io.crosspoint.app.config;

import io.crosspoint.app.record.RecordingSpec;
import io.crosspoint.app.sdp.ClockClaim;
import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A legal file, resolved against this host: every name is an index, every interface an address.
 *
 * @param networks by the operator's name, in the order of the file
 * @param claims what descriptions say of the clocks of senders, by input
 * @param sources what stands behind the inputs that are timestamped sources
 */
public record RouterConfig(
    String name,
    Map<String, Nic> networks,
    ClockChoice clock,
    List<InputSpec> inputs,
    Map<String, ClockClaim> claims,
    List<SourcePlan> sources,
    List<OutputSpec> outputs,
    List<Route> routes,
    List<RecordingSpec> recordings,
    PipelineSpec pipeline,
    HttpChoice http,
    ControlChoice control,
    FlightChoice flight) {

  public RouterConfig {
    networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
    inputs = List.copyOf(inputs);
    claims = Map.copyOf(claims);
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
    routes = List.copyOf(routes);
    recordings = List.copyOf(recordings);
  }

  /** What the pipeline is to carry. */
  public PlantSpec plant() {
    return new PlantSpec(
        inputs, outputs, routes.stream().flatMap(route -> route.crosspoints().stream()).toList(),
        recordings.stream().map(RecordingSpec::tap).toList());
  }
}
