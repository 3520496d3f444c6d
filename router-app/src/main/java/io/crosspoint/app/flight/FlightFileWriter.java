package io.crosspoint.app.flight;

import io.crosspoint.app.tap.UdpHeader;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.flight.EventLog;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one shard's recording as a section of a pcapng file: its plan, an interface for each flow of each input, and the events in the
 * order of the ring.
 *
 * <p><b>Thread:</b> one.
 */
final class FlightFileWriter {

  /** Kinds of custom blocks besides those of events: the plan as JSON. */
  static final int PLAN = 16;

  private final BlockWriter blocks;
  /** By the number of an input in the events: the interface that its first flow is. */
  private final Map<Integer, Integer> interfaces = new HashMap<>();
  /** By interface. */
  private final List<ReceiveFlow> flows = new ArrayList<>();
  private final byte[] note = new byte[EventLog.PACKET_BYTES];
  private byte[] packet = new byte[2048];
  private long timeNs;

  FlightFileWriter(OutputStream out, FlightPlan plan) throws IOException {
    this.blocks = new BlockWriter(out);
    blocks.section(plan.version(), plan.router() + ": " + plan.reason());
    for (int input = 0; input < plan.inputs().size(); input++) {
      interfaces.put(plan.inputs().get(input), flows.size());
      InputSpec spec = plan.plant().inputs().get(input);
      for (ReceiveFlow flow : spec.flows()) {
        blocks.networkInterface(spec.name() + " on " + flow.network(), plan.utcOffsetSeconds());
        flows.add(flow);
      }
    }
    byte[] json = plan.json().getBytes(StandardCharsets.UTF_8);
    blocks.custom(PLAN, json, json.length);
  }

  /**
   * Writes an event.
   *
   * @param record as the log has it
   * @param more what belongs to it and is not in the record: checksums of what a TRANSMIT became, a COMMAND as JSON
   */
  void event(int kind, MemorySegment record, byte[] more) throws IOException {
    if (kind == EventLog.PACKET) {
      packet(record);
      return;
    }
    int bytes = (int) record.byteSize();
    room(bytes + more.length);
    MemorySegment.copy(record, ValueLayout.JAVA_BYTE, 0, packet, 0, bytes);
    System.arraycopy(more, 0, packet, bytes, more.length);
    blocks.custom(kind, packet, bytes + more.length);
  }

  /** A packet of an input that the plan does not have came behind the input's removal, and no stage has seen it. */
  private void packet(MemorySegment record) throws IOException {
    MemorySegment.copy(record, ValueLayout.JAVA_BYTE, 0, note, 0, note.length);
    ByteBuffer head = ByteBuffer.wrap(note).order(ByteOrder.LITTLE_ENDIAN);
    long arrivalPtpNs = head.getLong(0);
    int length = head.getInt(24);
    Integer first = interfaces.get(head.getInt(8));
    if (first == null) {
      return;
    }
    int networkInterface = first + head.getInt(12);
    ReceiveFlow flow = flows.get(networkInterface);
    if (arrivalPtpNs != MediaEvent.UNTIMED) {
      timeNs = arrivalPtpNs;
    }
    room(UdpHeader.BYTES + length);
    UdpHeader header =
        new UdpHeader(head.getInt(16), head.getInt(20), UdpHeader.number(flow.destination()), flow.port(), UdpHeader.UNKNOWN_TTL, 0);
    header.write(ByteBuffer.wrap(packet), length);
    MemorySegment.copy(record, ValueLayout.JAVA_BYTE, EventLog.PACKET_BYTES, packet, UdpHeader.BYTES, length);
    blocks.packet(networkInterface, timeNs, packet, UdpHeader.BYTES + length, note);
  }

  private void room(int bytes) {
    if (packet.length < bytes) {
      packet = new byte[2 * bytes];
    }
  }
}
