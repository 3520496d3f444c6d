package io.crosspoint.benchmarks.rig;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Feeds an input of many channels through its socket, as far ahead of the transmitter as is asked. One process of {@link PlayoutRig}. Says
 * what its longest waits were: for the socket to take a message, for the answer, and beyond the time that it wanted to sleep.
 */
public final class ProcessWriter {

  private static final int FRAMES = 240;
  private static final int HEADER_BYTES = 16;
  private static final int POSITION_BYTES = 64;

  private final SocketChannel channel;
  private final ByteBuffer position = ByteBuffer.allocateDirect(POSITION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long worstWriteNs;
  private long worstAnswerNs;
  private long worstSleepNs;
  private long leastAheadFrames = Long.MAX_VALUE;

  private ProcessWriter(SocketChannel channel) {
    this.channel = channel;
  }

  /** {@code ProcessWriter SOCKET SECONDS AHEAD-MS} */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(arguments[0])))) {
      ProcessWriter writer = new ProcessWriter(channel);
      writer.run(System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000_000L, Long.parseLong(arguments[2]));
      System.out.printf(
          "writer: %d frames refused, at least %d frames ahead, longest waits %.1f ms to write, %.1f ms for an answer, %.1f ms overslept%n",
          writer.position.getLong(56), writer.leastAheadFrames, writer.worstWriteNs / 1e6, writer.worstAnswerNs / 1e6,
          writer.worstSleepNs / 1e6);
    }
  }

  private void run(long endNs, long aheadMs) throws IOException, InterruptedException {
    readPosition();
    int channels = position.getShort(2);
    int rateHz = position.getInt(4);
    long aheadFrames = aheadMs * rateHz / 1000;
    ByteBuffer message = ByteBuffer.allocateDirect(HEADER_BYTES + 4 * FRAMES * channels).order(ByteOrder.LITTLE_ENDIAN);
    int[] samples = new int[FRAMES * channels];
    long next = position.getLong(16) + aheadFrames;
    while (System.nanoTime() - endNs < 0) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (int) (next + i) << 8;
      }
      message.clear();
      message.put((byte) 0xCA).put((byte) 0).put((byte) 2).put((byte) position.getInt(8)).putInt(FRAMES).putLong(next);
      message.asIntBuffer().put(samples);
      exchange(message.rewind());
      next += FRAMES;
      leastAheadFrames = Math.min(leastAheadFrames, next - position.getLong(16));
      pause((next - position.getLong(16) - aheadFrames) * 1_000_000_000L / rateHz);
    }
  }

  private void exchange(ByteBuffer message) throws IOException {
    long beginNs = System.nanoTime();
    while (message.hasRemaining()) {
      channel.write(message);
    }
    long writtenNs = System.nanoTime();
    readPosition();
    worstWriteNs = Math.max(worstWriteNs, writtenNs - beginNs);
    worstAnswerNs = Math.max(worstAnswerNs, System.nanoTime() - writtenNs);
  }

  private void pause(long earlyNs) throws InterruptedException {
    if (earlyNs > 0) {
      long beginNs = System.nanoTime();
      Thread.sleep(earlyNs / 1_000_000, (int) (earlyNs % 1_000_000));
      worstSleepNs = Math.max(worstSleepNs, System.nanoTime() - beginNs - earlyNs);
    }
  }

  private void readPosition() throws IOException {
    position.clear();
    while (position.hasRemaining()) {
      if (channel.read(position) < 0) {
        throw new IOException("the router has gone");
      }
    }
  }
}
