package io.crosspoint.app.config;

import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PipelineSpec.PacketIo;
import io.crosspoint.pipeline.PipelineSpec.Stages;
import java.util.Optional;

/** The {@code pipeline} section. */
final class PipelineReader {

  static final long DEFAULT_LEAD_NS = 500_000;

  private static final long LEAST_LEAD_NS = 50_000;
  private static final long GREATEST_LEAD_NS = 20_000_000;
  private static final int MOST_SHARDS = 64;
  private static final int MOST_TOGETHER = 1024;
  private static final int ALL_AT_ONCE = 0;
  private static final int NO_CORE = -1;

  private PipelineReader() {}

  static PipelineSpec read(Section root, Host host, Findings findings) {
    PacketIo usualIo = host.isLinux() ? PacketIo.NATIVE : PacketIo.NETTY;
    Optional<Section> present = root.section("pipeline", Schema.PIPELINE);
    if (present.isEmpty()) {
      return new PipelineSpec(1, Stages.FUSED, DEFAULT_LEAD_NS, NO_CORE, usualIo);
    }
    Section section = present.get();
    int shards = section.optional("shards", Scalars.integer(1, MOST_SHARDS), 1);
    Stages stages = section.optional("stages", Scalars.choice(Stages.class), Stages.FUSED);
    long leadNs = section.optional("lead", text -> Durations.between(text, LEAST_LEAD_NS, GREATEST_LEAD_NS), DEFAULT_LEAD_NS);
    int spread = section.optional("spread", Scalars.integer(1, MOST_TOGETHER), ALL_AT_ONCE);
    PacketIo io = section.optional("io", Scalars.choice(PacketIo.class), usualIo);
    if (io == PacketIo.NATIVE && !host.isLinux()) {
      findings.problem(section.at("io"), "native needs Linux; leave io out, or say netty");
    }
    int core = section.section("cores", Schema.CORES).map(cores -> tickCore(cores, shards, host, findings)).orElse(NO_CORE);
    return new PipelineSpec(shards, stages, leadNs, core, io).spreading(spread);
  }

  private static int tickCore(Section cores, int shards, Host host, Findings findings) {
    int last = host.processors() - 1;
    int core = cores.optional("tick", Scalars.integer(0, last), NO_CORE);
    if (core != NO_CORE && core + shards - 1 > last) {
      findings.problem(
          cores.at("tick"), shards + " shards need processors " + core + " to " + (core + shards - 1) + ", but this host has 0 to " + last);
    }
    return core;
  }
}
