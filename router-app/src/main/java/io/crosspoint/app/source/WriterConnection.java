package io.crosspoint.app.source;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.SocketChannel;

/** One process that feeds an input, from its connection to its end. Belongs to the source's thread; never waits for the process. */
final class WriterConnection implements AutoCloseable {

  /** Read at most so often in a row: a flood does not keep the thread from looking at the clock. */
  private static final int READS_IN_A_ROW = 16;

  private final SocketChannel channel;
  private final SourceTimeline timeline;
  private final Counters<ProcessCounter> counters;
  private final int channels;
  private final ByteBuffer in =
      ByteBuffer.allocateDirect(2 * (ProcessProtocol.HEADER_BYTES + ProcessProtocol.MOST_PAYLOAD_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer out = ByteBuffer.allocateDirect(ProcessProtocol.REPLY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final int[] samples = new int[ProcessProtocol.MOST_PAYLOAD_BYTES / 2];
  private final float[] floats = new float[ProcessProtocol.MOST_PAYLOAD_BYTES / 4];
  private long heardNs = System.nanoTime();

  /** @param channel not blocking */
  WriterConnection(SocketChannel channel, SourceTimeline timeline, Counters<ProcessCounter> counters) {
    this.channel = channel;
    this.timeline = timeline;
    this.counters = counters;
    this.channels = timeline.format().channels();
  }

  /** Monotonic time at which something was last heard. */
  long lastHeardNs() {
    return heardNs;
  }

  /** Takes what has come. @return false when the connection is over */
  boolean serve() {
    try {
      for (int i = 0; i < READS_IN_A_ROW; i++) {
        int read = channel.read(in);
        if (read < 0) {
          return end();
        }
        if (read > 0) {
          heardNs = System.nanoTime();
        }
        in.flip();
        boolean isLegal = takeMessages();
        in.compact();
        if (!isLegal) {
          counters.increment(ProcessCounter.MALFORMED_MESSAGES);
          return false;
        }
        if (read == 0) {
          return true;
        }
      }
      return true;
    } catch (IOException gone) {
      return end();
    }
  }

  private boolean end() {
    if (in.position() > 0) {
      counters.increment(ProcessCounter.TRUNCATED_MESSAGES);
    }
    return false;
  }

  /** Takes every whole message. @return false when what stands there is none */
  private boolean takeMessages() {
    while (in.remaining() >= ProcessProtocol.HEADER_BYTES) {
      ProcessProtocol.Header header = ProcessProtocol.header(in, channels);
      if (header == null) {
        return false;
      }
      int length = ProcessProtocol.HEADER_BYTES + header.frames() * channels * header.encoding().bytes;
      if (in.remaining() < length) {
        return true;
      }
      take(header);
      in.position(in.position() + length);
      counters.increment(ProcessCounter.MESSAGES);
    }
    return true;
  }

  private void take(ProcessProtocol.Header header) {
    boolean isStale = header.type() == ProcessProtocol.Type.AUDIO && header.epoch() != (timeline.epoch() & 0xFF);
    int accepted = 0;
    if (isStale) {
      timeline.refuseStale(header.frames());
    } else if (header.type() == ProcessProtocol.Type.AUDIO) {
      accepted = write(header);
    } else if (header.type() == ProcessProtocol.Type.PAUSE) {
      timeline.pause();
    }
    ProcessProtocol.reply(out, timeline, accepted, isStale);
    send();
  }

  private int write(ProcessProtocol.Header header) {
    int count = header.frames() * channels;
    int at = in.position() + ProcessProtocol.HEADER_BYTES;
    if (header.encoding() == ProcessProtocol.Encoding.F32) {
      FloatBuffer from = in.slice(at, 4 * count).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      from.get(floats, 0, count);
      return timeline.write(header.index(), header.frames(), floats, 0);
    }
    ProcessProtocol.decode(in, at, header.encoding(), count, samples);
    return timeline.write(header.index(), header.frames(), samples, 0);
  }

  /** Tells the process where the transmitter is. */
  void tell() {
    ProcessProtocol.reply(out, timeline, 0, false);
    send();
  }

  /** A process that does not read its answers goes without; one that was cut in two is completed first. */
  private void send() {
    try {
      out.position(0);
      if (channel.write(out) == 0) {
        counters.increment(ProcessCounter.UNREAD_REPLIES);
      }
      while (out.hasRemaining() && channel.write(out) > 0) {
        Thread.onSpinWait();
      }
    } catch (IOException gone) {
      // The next read says so.
      counters.increment(ProcessCounter.UNREAD_REPLIES);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException gone) {
      counters.increment(ProcessCounter.TRUNCATED_MESSAGES);
    }
  }
}
