package io.crosspoint.benchmarks.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Hears RTP streams on successive even ports of loopback, and counts where packets do not follow each other. */
final class OutputListener implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int RTP_HEADER_BYTES = 12;

  private final Selector selector = Selector.open();
  private final int firstPort;
  private final int count;
  private final int[] next;
  private final Thread thread;
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong jumps = new AtomicLong();
  private volatile boolean isStopping;

  OutputListener(int firstPort, int count) throws IOException {
    this.firstPort = firstPort;
    this.count = count;
    this.next = new int[count];
    Arrays.fill(next, -1);
    for (int i = 0; i < count; i++) {
      DatagramChannel channel = DatagramChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), firstPort + 2 * i));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, i);
    }
    thread = Thread.ofPlatform().daemon().name("listener").start(this::run);
  }

  private void run() {
    ByteBuffer packet = ByteBuffer.allocate(2048);
    try {
      while (!isStopping) {
        selector.select(key -> drain(key, packet), 100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void drain(SelectionKey key, ByteBuffer packet) {
    int stream = (Integer) key.attachment();
    try {
      while (((DatagramChannel) key.channel()).receive(packet.clear()) != null) {
        if (packet.position() >= RTP_HEADER_BYTES) {
          count(stream, packet.getShort(2) & 0xFFFF);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void count(int stream, int sequence) {
    if (next[stream] >= 0 && next[stream] != sequence) {
      jumps.incrementAndGet();
    }
    next[stream] = (sequence + 1) & 0xFFFF;
    packets.incrementAndGet();
  }

  long packets() {
    return packets.get();
  }

  long jumps() {
    return jumps.get();
  }

  /** Packets that this host took in and did not hand on, because this process was not quick enough. */
  long hostDrops() throws IOException {
    long drops = 0;
    for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
      String[] fields = line.strip().split("\\s+");
      if (fields.length > 12 && fields[1].contains(":")) {
        int port = Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
        if (port >= firstPort && port < firstPort + 2 * count) {
          drops += Long.parseLong(fields[12]);
        }
      }
    }
    return drops;
  }

  @Override
  public void close() {
    isStopping = true;
    try {
      thread.join(1000);
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
