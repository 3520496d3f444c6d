package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.linux.LinuxClocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The host's network, by the means that a configuration asks for or the nearest that there is.
 *
 * <p><b>Thread:</b> the one that opens.
 */
public final class SocketIo implements PacketIo {

  private final PipelineSpec.PacketIo means;
  private final List<String> warnings = new ArrayList<>();

  public SocketIo(PipelineSpec.PacketIo wanted) {
    this.means = LinuxClocks.isAvailable() ? wanted : PipelineSpec.PacketIo.NETTY;
    if (means != wanted) {
      warnings.add("packet io " + wanted + " needs Linux: " + means + " carries the packets here, without kernel receive stamps");
    }
  }

  @Override
  public PacketSource openSource(List<InputSpec> inputs, EventRing ring, ClockCell clock) {
    HostClocks clocks = HostClocks.ofThisHost();
    try {
      if (means == PipelineSpec.PacketIo.NATIVE) {
        NativePacketSource source = new NativePacketSource(inputs, ring, clock, clocks);
        warnings.addAll(source.warnings());
        return source;
      }
      NettyPacketSource source = new NettyPacketSource(inputs, ring, clock, clocks);
      warnings.addAll(source.warnings());
      return source;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused.getMessage(), refused);
    }
  }

  @Override
  public PacketSink openSink() {
    return switch (means) {
      case NATIVE -> new NativePacketSink();
      case NETTY -> new NettyPacketSink();
    };
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
