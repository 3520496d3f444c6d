package io.crosspoint.app.flight;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.TimeoutException;
import io.crosspoint.pipeline.event.MediaEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a replay, on a thread of its own: render, as behind the ring of a router with dedicated stages, and the comparison of
 * what it made. The reading thread places the packets of the next deadlines meanwhile, but is never further ahead than timelines have room
 * for.
 *
 * <p><b>Thread:</b> belongs to the reading thread; {@link Work} is called by the other one.
 */
final class Rendering implements AutoCloseable {

  private static final int MOST_AHEAD = 16;

  /** A TRANSMIT or a COMMAND on its way to render. */
  static final class Item {
    final MediaEvent event = new MediaEvent();
    /** Where in the file the checksums of a TRANSMIT stand, and how many bytes of them. */
    long checksums;
    int checksumBytes;
    /** Of its block in the file. */
    long position;
  }

  /** What is done with an item on the rendering thread. */
  interface Work {
    void on(Item item) throws IOException;
  }

  private final RingBuffer<Item> ring = RingBuffer.createSingleProducer(Item::new, MOST_AHEAD, new SleepingWaitStrategy(100, 20_000));
  private final long mostAheadNs;
  private final Work work;
  private final BatchEventProcessor<Item> processor;
  private final SequenceBarrier rendered;
  private final Thread thread;
  private final long[] deadlinesPtpNs = new long[MOST_AHEAD];
  private int epoch;
  private long claimed = -1;
  private long oldest;
  private volatile @Nullable IOException failure;

  /** @param mostAheadNs how much earlier than the newest deadline that is placed the earliest one may be that is not rendered */
  Rendering(long mostAheadNs, Work work) {
    this.mostAheadNs = mostAheadNs;
    this.work = work;
    this.processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), new Renderer());
    ring.addGatingSequences(processor.getSequence());
    this.rendered = ring.newBarrier(processor.getSequence());
    this.thread = Thread.ofPlatform().daemon().name("render").start(processor);
  }

  /** Tells of each item that it is done, not of a batch of them: the reading thread waits for the room of one. */
  private final class Renderer implements EventHandler<Item> {
    private Sequence done = new Sequence();

    @Override
    public void setSequenceCallback(Sequence callback) {
      done = callback;
    }

    @Override
    public void onEvent(Item item, long sequence, boolean endOfBatch) {
      render(item);
      done.set(sequence);
    }
  }

  private void render(Item item) {
    if (failure != null) {
      return;
    }
    try {
      work.on(item);
    } catch (IOException e) {
      failure = e;
    } catch (IllegalArgumentException | IndexOutOfBoundsException impossible) {
      failure = FlightFileException.impossible(item.position, impossible);
    } catch (Throwable bug) {
      // Whatever it is: the reading thread waits for this one.
      failure = new IOException("byte " + item.position + ": " + bug, bug);
    }
  }

  /** The next item, to be filled; not before those are rendered whose slot or room it needs. */
  Item claim() throws IOException {
    if (claimed + 1 - oldest == MOST_AHEAD) {
      await(oldest++);
    }
    claimed = ring.next();
    return ring.get(claimed);
  }

  /** Waits until the claimed TRANSMIT may be placed beside what is still to be rendered. */
  void makeRoom(MediaEvent transmit) throws IOException {
    while (oldest < claimed
        && (transmit.clockEpoch != epoch || transmit.deadlinePtpNs - deadlinesPtpNs[slot(oldest)] > mostAheadNs)) {
      await(oldest++);
    }
    epoch = transmit.clockEpoch;
  }

  /** Hands the claimed item over. */
  void submit(long deadlinePtpNs) {
    deadlinesPtpNs[slot(claimed)] = deadlinePtpNs;
    ring.publish(claimed);
  }

  private static int slot(long sequence) {
    return (int) sequence & MOST_AHEAD - 1;
  }

  private void await(long sequence) throws IOException {
    try {
      long _ = rendered.waitFor(sequence);
    } catch (AlertException | TimeoutException never) {
      throw new IllegalStateException(never);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    throwFailure();
  }

  private void throwFailure() throws IOException {
    IOException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  /** Waits for everything. What render has written is to be seen afterwards. */
  void finish() throws IOException {
    if (claimed >= oldest) {
      await(claimed);
      oldest = claimed + 1;
    }
    throwFailure();
  }

  /** What was not rendered yet is dropped. */
  @Override
  public void close() {
    processor.halt();
    boolean isInterrupted = Thread.interrupted();
    while (thread.isAlive()) {
      try {
        // What it reads is unmapped next.
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
