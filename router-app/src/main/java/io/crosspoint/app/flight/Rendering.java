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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("render").factory());
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
    thread.execute(processor);
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
        && (transmit.clockEpoch != epoch || transmit.deadlinePtpNs - ring.get(oldest).event.deadlinePtpNs > mostAheadNs)) {
      await(oldest++);
    }
    epoch = transmit.clockEpoch;
  }

  /** Of the newest TRANSMIT. */
  int epoch() {
    return epoch;
  }

  /** Hands the claimed item over, which has a deadline, or the one before it if it is a COMMAND. */
  void submit() {
    ring.publish(claimed);
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
    // Waits, whoever interrupts it: what is read there is unmapped next.
    thread.close();
  }
}
