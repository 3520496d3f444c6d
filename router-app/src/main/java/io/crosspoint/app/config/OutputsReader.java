package io.crosspoint.app.config;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code outputs} section. */
final class OutputsReader {

  private static final int DEFAULT_TTL = 16;
  /** AF41, the AES67 default for media (AES67-2018 clause 6.2). */
  private static final int DEFAULT_DSCP = 34;
  /** The system chooses. */
  private static final int ANY_PORT = 0;

  private final NetworksReader networks;
  private final FlowConflicts conflicts;
  private final Findings findings;

  OutputsReader(NetworksReader networks, FlowConflicts conflicts, Findings findings) {
    this.networks = networks;
    this.conflicts = conflicts;
    this.findings = findings;
  }

  /** The readable outputs, in the order of the file. */
  List<OutputSpec> read(Section root) {
    List<OutputSpec> outputs = new ArrayList<>();
    root.named("outputs", Schema.OUTPUT).forEach((name, section) -> {
      OutputSpec output = output(name, section);
      if (output != null) {
        outputs.add(output);
      }
    });
    return outputs;
  }

  private @Nullable OutputSpec output(String name, Section section) {
    StreamFormat stream = new StreamFormat(section, findings);
    List<SendFlow> flows = new ArrayList<>();
    int mtuBytes = Integer.MAX_VALUE;
    for (Section entry : stream.flows(Schema.OUTPUT_STREAM)) {
      NetworksReader.Network network = networks.named(entry, "network");
      SendFlow flow = flow(entry, network);
      if (network != null && flow != null) {
        flows.add(flow);
        mtuBytes = Math.min(mtuBytes, network.mtuBytes());
        conflicts.sends(name, entry.at(), flow);
      }
    }
    AudioFormat format = section.required("format", Scalars::format);
    Integer frames = stream.packetFrames(format);
    int payloadType = section.optional("payload-type", Scalars.integer(96, 127), StreamFormat.DEFAULT_PAYLOAD_TYPE);
    if (format == null || frames == null) {
      return null;
    }
    stream.requireFitsMtu(format, frames, mtuBytes);
    return new OutputSpec(name, flows, format, frames, payloadType);
  }

  private @Nullable SendFlow flow(Section entry, NetworksReader.@Nullable Network network) {
    Inet4Address group = entry.optional("group", Scalars::group);
    Inet4Address host = entry.optional("host", Scalars::unicast);
    if (entry.has("group") == entry.has("host")) {
      findings.problem(entry.at(), "needs either group (multicast) or host (unicast)" + (entry.has("host") ? ", not both" : ""));
    }
    Integer port = entry.required("port", Scalars::port);
    int sourcePort = entry.optional("source-port", Scalars::port, ANY_PORT);
    int ttl = entry.optional("ttl", Scalars.integer(1, 255), DEFAULT_TTL);
    int dscp = entry.optional("dscp", Scalars.integer(0, 63), DEFAULT_DSCP);
    Inet4Address destination = group == null ? host : group;
    if (network == null || port == null || destination == null) {
      return null;
    }
    return new SendFlow(network.name(), network.nic(), destination, port, sourcePort, ttl, dscp);
  }
}
