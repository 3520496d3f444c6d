package io.crosspoint.app.talk;

import io.crosspoint.app.cli.CommandFailure;
import io.crosspoint.pipeline.PipelineSpec;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The option that chooses how packets are sent and received. */
public final class IoOption {

  @Option(names = "--io", defaultValue = "native", paramLabel = "IO", description = "native or netty (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String io;

  public PipelineSpec.PacketIo wanted() {
    return switch (io.toLowerCase(Locale.ROOT)) {
      case "native" -> PipelineSpec.PacketIo.NATIVE;
      case "netty" -> PipelineSpec.PacketIo.NETTY;
      default -> throw CommandFailure.badInput("--io is native or netty, not " + io);
    };
  }
}
