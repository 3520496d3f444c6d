package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.send.Departures;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.linux.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends each part of a batch with one {@code sendmmsg} per socket (Linux only). Outputs share a socket when they leave by the same
 * interface and source port with the same TTL and DSCP. A socket never joins a group, and its multicast comes back only on the loopback
 * device.
 */
public final class NativePacketSink implements PacketSink {

  /** @param sends for each part of the batch one for each socket */
  private record Attached(TransmitBatch batch, List<List<SendBatch>> sends, Set<SendWay> ways) {}

  /** First queue of the usual disciplines, for media from class selector 4 on; below, the kernel's mapping of the DSCP is left alone. */
  private static final int MEDIA_PRIORITY = 6;

  private static final int MEDIA_DSCP = 32;

  private static final int SEND_BUFFER_BYTES = 2 << 20;

  private final Map<SendWay, UdpSocket> sockets = new LinkedHashMap<>();
  private final MemorySegment errno = Libc.newErrno(Arena.ofAuto());
  private final AtomicLong refused = new AtomicLong();
  private volatile Attached[] attached = {};
  private volatile int lastErrno;

  private UdpSocket socketFor(String output, SendWay way) {
    UdpSocket socket = sockets.get(way);
    if (socket == null) {
      try {
        socket = open(output, way);
      } catch (IOException refused) {
        throw new UncheckedIOException(refused.getMessage(), refused);
      }
      sockets.put(way, socket);
    }
    return socket;
  }

  private static UdpSocket open(String output, SendWay way) throws IOException {
    UdpSocket socket = UdpSocket.open();
    try {
      // Ways that differ in TTL or DSCP alone share the address and port.
      socket.reuseAddress();
      require(socket.bind(way.nic().address(), way.sourcePort()), output, way, "cannot bind");
      require(socket.markOutgoing(way.ttl(), way.dscp()), output, way, "cannot set TTL and DSCP");
      if (way.dscp() >= MEDIA_DSCP) {
        socket.queueAt(MEDIA_PRIORITY);
      }
      require(socket.sendMulticastBy(way.nic(), way.nic().address().isLoopbackAddress()), output, way, "cannot select the interface");
      socket.sendBuffer(SEND_BUFFER_BYTES);
      // Nobody reads here: let what is sent to this port cost no memory.
      socket.receiveBuffer(0);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static void require(int result, String output, SendWay way, String what) throws IOException {
    if (result < 0) {
      throw new IOException(way.title(output) + ": " + what + ": " + Libc.describe(-result));
    }
  }

  @Override
  public synchronized void attach(TransmitBatch batch) {
    Set<SendWay> ways = new LinkedHashSet<>();
    List<List<SendBatch>> sends = new ArrayList<>();
    try {
      for (int part = 0; part < batch.departures().parts(); part++) {
        sends.add(prepare(batch, part, ways));
      }
    } catch (RuntimeException refused) {
      closeUnused();
      throw refused;
    }
    List<Attached> all = new ArrayList<>(List.of(attached));
    all.add(new Attached(batch, List.copyOf(sends), ways));
    attached = all.toArray(Attached[]::new);
  }

  /** @param ways receives what is needed */
  private List<SendBatch> prepare(TransmitBatch batch, int part, Set<SendWay> ways) {
    Departures departures = batch.departures();
    int capacity = 0;
    for (int i = 0; i < departures.packets(part); i++) {
      capacity += batch.output(departures.packet(part, i)).flows().size();
    }
    int datagrams = capacity;
    Map<UdpSocket, SendBatch> sends = new LinkedHashMap<>();
    for (int i = 0; i < departures.packets(part); i++) {
      int packet = departures.packet(part, i);
      for (SendFlow flow : batch.output(packet).flows()) {
        ways.add(SendWay.of(flow));
        UdpSocket socket = socketFor(batch.output(packet).name(), SendWay.of(flow));
        sends.computeIfAbsent(socket, s -> new SendBatch(s.fd(), batch, datagrams)).add(packet, flow);
      }
    }
    return List.copyOf(sends.values());
  }

  @Override
  public synchronized void detach(TransmitBatch batch) {
    attached = Arrays.stream(attached).filter(one -> one.batch != batch).toArray(Attached[]::new);
    closeUnused();
  }

  private void closeUnused() {
    Set<SendWay> used = new HashSet<>();
    for (Attached one : attached) {
      used.addAll(one.ways);
    }
    sockets.entrySet().removeIf(open -> {
      boolean isUnused = !used.contains(open.getKey());
      if (isUnused) {
        open.getValue().close();
      }
      return isUnused;
    });
  }

  @Override
  public int send(TransmitBatch batch, int part) {
    for (Attached candidate : attached) {
      if (candidate.batch == batch) {
        int sent = 0;
        List<SendBatch> sends = candidate.sends.get(part);
        for (int i = 0; i < sends.size(); i++) {
          sent += send(sends.get(i));
        }
        return sent;
      }
    }
    throw new IllegalArgumentException("this batch was never attached");
  }

  private int send(SendBatch batch) {
    int sent = 0;
    int offered = 0;
    while (offered < batch.count()) {
      int result = batch.send(errno, offered);
      if (result > 0) {
        sent += result;
        offered += result;
      } else if (result != -Libc.EINTR) {
        // The kernel names the error of the first datagram only; the rest may well be accepted.
        lastErrno = -result;
        refused.lazySet(refused.get() + 1);
        offered++;
      }
    }
    return sent;
  }

  @Override
  public long refused() {
    return refused.get();
  }

  @Override
  public int lastErrno() {
    return lastErrno;
  }

  /** After the sending thread has ended. Idempotent. */
  @Override
  public synchronized void close() {
    sockets.values().forEach(UdpSocket::close);
  }
}
