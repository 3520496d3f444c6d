package io.crosspoint.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A stereo L24 stream of 1 ms packets on loopback whose every sample follows from its media index on the host's wall clock, so that
 * whoever hears it, delayed by any number of frames, can tell whether it is untouched.
 */
public final class OneStream {

  static final int FRAMES = 48;
  private static final int BYTES = 12 + FRAMES * 6;

  private OneStream() {}

  /** Never zero, so that silence is told from it. */
  static int sample(long index, int channel) {
    long hash = (index * 2 + channel) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (hash >>> 41) << 1 | 1;
  }

  private static long nowIndex() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 48_000 + now.getNano() * 48_000L / 1_000_000_000L;
  }

  private static void ended(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends until it is closed. */
  public static final class Talker implements AutoCloseable {
    private final Thread thread;
    private final DatagramSocket socket;
    private volatile boolean isStopping;

    /** @param ports that each get the same stream */
    public Talker(int... ports) throws IOException {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      thread = Thread.ofPlatform().daemon().start(() -> run(ports.clone()));
    }

    private void run(int... ports) {
      long next = nowIndex() / FRAMES * FRAMES;
      try {
        while (!isStopping) {
          while (next + FRAMES <= nowIndex()) {
            ByteBuffer packet = ByteBuffer.allocate(BYTES);
            packet.put((byte) 0x80).put((byte) 98).putShort((short) (next / FRAMES)).putInt((int) next).putInt(77);
            for (int i = 0; i < 2 * FRAMES; i++) {
              int sample = sample(next + i / 2, i % 2);
              packet.put((byte) (sample >> 16)).putShort((short) sample);
            }
            for (int port : ports) {
              socket.send(new DatagramPacket(packet.array(), BYTES, InetAddress.getLoopbackAddress(), port));
            }
            next += FRAMES;
          }
          LockSupport.parkNanos(300_000);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      isStopping = true;
      ended(thread);
      socket.close();
    }
  }

  /** Judges every frame of an output: untouched, silent, or neither. */
  static final class Ear implements AutoCloseable {
    final AtomicLong exact = new AtomicLong();
    final AtomicLong silent = new AtomicLong();
    final AtomicLong other = new AtomicLong();
    final AtomicLong gaps = new AtomicLong();
    /** Index and arrival of the first frame that is not silent after one that is, and of the first silent one after. */
    final AtomicLong soundIndex = new AtomicLong();

    final AtomicLong soundAtNs = new AtomicLong();
    final AtomicLong silenceIndex = new AtomicLong();
    private final DatagramSocket socket;
    private final Thread thread;
    private final int delayFrames;
    private boolean wasSilent = true;
    private long expected;
    private volatile boolean isStopping;

    Ear(int delayFrames) throws IOException {
      this.delayFrames = delayFrames;
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.setSoTimeout(100);
      socket.setReceiveBufferSize(4 << 20);
      thread = Thread.ofPlatform().daemon().unstarted(this::run);
    }

    int port() {
      return socket.getLocalPort();
    }

    Ear start() {
      thread.start();
      return this;
    }

    private void run() {
      byte[] bytes = new byte[2048];
      while (!isStopping) {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        try {
          socket.receive(packet);
          hear(ByteBuffer.wrap(bytes, 0, packet.getLength()), System.nanoTime());
        } catch (SocketTimeoutException nothing) {
          continue;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    private void hear(ByteBuffer packet, long atNs) {
      long near = nowIndex();
      long index = near + (packet.getInt(4) - (int) near);
      gaps.addAndGet(expected != 0 && index != expected ? 1 : 0);
      for (int i = 0; i < FRAMES; i++) {
        int left = sampleAt(packet, 12 + i * 6);
        int right = sampleAt(packet, 15 + i * 6);
        boolean isSilent = left == 0 && right == 0;
        long source = index + i - delayFrames;
        boolean isExact = left == sample(source, 0) && right == sample(source, 1);
        (isSilent ? silent : isExact ? exact : other).incrementAndGet();
        if (isSilent != wasSilent) {
          (isSilent ? silenceIndex : soundIndex).set(index + i);
          soundAtNs.set(isSilent ? soundAtNs.get() : atNs);
          wasSilent = isSilent;
        }
      }
      expected = index + FRAMES;
    }

    private static int sampleAt(ByteBuffer packet, int at) {
      return (packet.get(at) & 0xFF) << 16 | (packet.get(at + 1) & 0xFF) << 8 | (packet.get(at + 2) & 0xFF);
    }

    String state() {
      return "exact %d, silent %d, other %d, gaps %d".formatted(exact.get(), silent.get(), other.get(), gaps.get());
    }

    @Override
    public void close() {
      isStopping = true;
      ended(thread);
      socket.close();
    }
  }
}
