package io.crosspoint.app.listen;

import io.crosspoint.lab.LabHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;

/** The payloads of a group as they come, by plain sockets: a reference that depends on no pipeline's start-up and on none of our code. */
final class RtpRecorder implements AutoCloseable {

  private static final int HEADER_BYTES = 12;
  private static final int PORT = 5004;

  private final CompletableFuture<byte[]> recording;
  private volatile boolean isStopping;

  RtpRecorder(LabHost host, String device, String group) {
    recording = CompletableFuture.supplyAsync(() -> inside(host, device, group), task -> Thread.ofPlatform().daemon().start(task));
  }

  /** Ends the recording. */
  byte[] stop() {
    isStopping = true;
    return recording.join();
  }

  @Override
  public void close() {
    isStopping = true;
  }

  private byte[] inside(LabHost host, String device, String group) {
    try {
      return host.call(() -> record(device, group));
    } catch (Exception failed) {
      throw new AssertionError("the reference cannot be recorded", failed);
    }
  }

  private byte[] record(String device, String group) throws IOException {
    ByteArrayOutputStream payloads = new ByteArrayOutputStream();
    ByteBuffer datagram = ByteBuffer.allocate(2048);
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        Selector selector = Selector.open()) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
      channel.bind(new InetSocketAddress(group, PORT));
      channel.join(InetAddress.getByName(group), NetworkInterface.getByName(device));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      while (!isStopping) {
        selector.select(100);
        selector.selectedKeys().clear();
        while (channel.receive(datagram.clear()) != null) {
          payloads.write(datagram.array(), HEADER_BYTES, datagram.position() - HEADER_BYTES);
        }
      }
    }
    return payloads.toByteArray();
  }
}
