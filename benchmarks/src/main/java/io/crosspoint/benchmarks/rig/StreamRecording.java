package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.LabHost;
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
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** The first channel of an L24 stereo stream as it comes, by plain sockets that share no code with what is measured. */
final class StreamRecording implements AutoCloseable {

  private static final int PORT = 5004;
  private static final int HEADER_BYTES = 12;
  private static final int FRAME_BYTES = 6;

  private final CompletableFuture<Void> thread;
  private volatile boolean isStopping;
  private double[] samples = new double[1 << 20];
  private int frames;
  private int packets;
  private int lost;
  private int lastSequence = -1;
  private long firstNs;
  private double sumS;
  private double sumFrames;
  private double sumS2;
  private double sumProduct;

  StreamRecording(LabHost host, String device, String group) {
    thread = CompletableFuture.runAsync(() -> inside(host, device, group), task -> Thread.ofPlatform().daemon().start(task));
  }

  private void inside(LabHost host, String device, String group) {
    try {
      host.call(() -> {
        record(device, group);
        return null;
      });
    } catch (Exception failed) {
      throw new IllegalStateException("cannot record " + group, failed);
    }
  }

  private void record(String device, String group) throws IOException {
    ByteBuffer datagram = ByteBuffer.allocateDirect(2048);
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        Selector selector = Selector.open()) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 21);
      channel.bind(new InetSocketAddress(group, PORT));
      channel.join(InetAddress.getByName(group), NetworkInterface.getByName(device));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      while (!isStopping) {
        selector.select(100);
        selector.selectedKeys().clear();
        while (channel.receive(datagram.clear()) != null) {
          take(datagram.flip(), System.nanoTime());
        }
      }
    }
  }

  private void take(ByteBuffer datagram, long arrivalNs) {
    int sequence = datagram.getShort(2) & 0xFFFF;
    if (lastSequence >= 0) {
      lost += (sequence - lastSequence - 1) & 0xFFFF;
    } else {
      firstNs = arrivalNs;
    }
    lastSequence = sequence;
    double atS = (arrivalNs - firstNs) * 1e-9;
    packets++;
    sumS += atS;
    sumFrames += frames;
    sumS2 += atS * atS;
    sumProduct += atS * frames;
    for (int at = HEADER_BYTES; at + FRAME_BYTES <= datagram.limit(); at += FRAME_BYTES) {
      if (frames == samples.length) {
        samples = Arrays.copyOf(samples, 2 * frames);
      }
      samples[frames++] = ((datagram.get(at) << 16) | ((datagram.get(at + 1) & 0xFF) << 8) | (datagram.get(at + 2) & 0xFF)) / 8388608.0;
    }
  }

  /** Ends the recording. */
  StreamRecording stop() {
    isStopping = true;
    thread.join();
    return this;
  }

  double[] samples() {
    return Arrays.copyOf(samples, frames);
  }

  int packets() {
    return packets;
  }

  int lost() {
    return lost;
  }

  /** Frames that came per second of the host's clock: least squares over all packets. */
  double frameHz() {
    return (packets * sumProduct - sumS * sumFrames) / (packets * sumS2 - sumS * sumS);
  }

  @Override
  public void close() {
    isStopping = true;
  }
}
