package io.crosspoint.app.flight;

import io.crosspoint.app.tap.UdpHeader;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.SendFlow;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes what a replay renders as a pcapng file: an interface for each output, its packets at their deadlines on the way of its first flow.
 * Times are the plant's.
 *
 * <p><b>Thread:</b> one.
 */
public final class SentPackets implements PacketListener, AutoCloseable {

  private static final byte[] NO_NOTE = {};

  private final OutputStream out;
  private final BlockWriter blocks;
  private final Map<String, Integer> interfaces = new HashMap<>();
  private byte[] packet = new byte[2048];

  public SentPackets(OutputStream out) throws IOException {
    this.out = out;
    this.blocks = new BlockWriter(out);
    blocks.section("crosspoint", "made again from a flight recording");
  }

  @Override
  public void onPacket(OutputSpec output, MemorySegment memory, int offset, int length, long deadlinePtpNs) throws IOException {
    Integer networkInterface = interfaces.get(output.name());
    if (networkInterface == null) {
      networkInterface = interfaces.size();
      interfaces.put(output.name(), networkInterface);
      blocks.networkInterface(output.name(), 0);
    }
    if (packet.length < UdpHeader.BYTES + length) {
      packet = new byte[2 * (UdpHeader.BYTES + length)];
    }
    SendFlow flow = output.flows().getFirst();
    UdpHeader header =
        new UdpHeader(
            UdpHeader.number(flow.nic().address()), flow.sourcePort(), UdpHeader.number(flow.destination()), flow.port(),
            UdpHeader.UNKNOWN_TTL, 0);
    header.write(ByteBuffer.wrap(packet), length);
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, packet, UdpHeader.BYTES, length);
    blocks.packet(networkInterface, deadlinePtpNs, packet, UdpHeader.BYTES + length, NO_NOTE);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
