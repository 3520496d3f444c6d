package io.crosspoint.app.listen;

import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.io.FlowCounter;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.linux.LinuxClocks;
import io.crosspoint.ptp.linux.Scheduling;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives streams and analyses them on one thread of its own; reports are handed over as immutable snapshots.
 *
 * <p><b>Ordering:</b> a report is written by the listener with release semantics and read by anyone.
 */
public final class Listener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** Above everything that is not real-time, below everything that has deadlines. */
  private static final int PRIORITY = 5;

  private static final int SLOTS = 8192;
  private static final int DATAGRAM_BYTES = 1500;
  private static final int WAIT_MS = 20;
  private static final long REPORT_EVERY_NS = 250_000_000L;

  private final List<StreamAnalyser> analysers;
  private final EventRing ring = new EventRing(SLOTS, DATAGRAM_BYTES, new YieldingWaitStrategy());
  private final Sequence handled = new Sequence();
  private final PacketSource source;
  private final ClockCell clock;
  private final Thread thread;
  private volatile List<StreamReport> reports = List.of();
  private volatile boolean isStopping;

  /**
   * Opens the sockets.
   *
   * @param inputs what to receive; analysed by the analyser of the same place
   * @throws java.io.UncheckedIOException when the host cannot receive one of them
   */
  public Listener(List<InputSpec> inputs, List<StreamAnalyser> analysers, ClockCell clock, PacketIo io) {
    this.analysers = List.copyOf(analysers);
    this.clock = clock;
    ring.disruptor().addGatingSequences(handled);
    this.source = io.openSource(inputs, ring, clock);
    this.thread = Thread.ofPlatform().daemon().name("listen").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** As of a quarter of a second ago at most; empty before the first. */
  public List<StreamReport> reports() {
    return reports;
  }

  private void run() {
    if (LinuxClocks.isAvailable() && Scheduling.becomeFifo(PRIORITY) < 0) {
      LOG.debug("listen: no real-time scheduling; a busy host may drop what it should have analysed");
    }
    // Nothing can be stamped before the clock is known: what has queued up until then is of no use.
    while (!isStopping && !clock.snapshot().state().isUsable()) {
      source.awaitReadable(WAIT_MS);
      source.poll();
      handled.set(ring.disruptor().getCursor());
    }
    long reportedNs = System.nanoTime();
    while (!isStopping) {
      source.awaitReadable(WAIT_MS);
      source.poll();
      analyse();
      long nowNs = System.nanoTime();
      if (nowNs - reportedNs >= REPORT_EVERY_NS) {
        reportedNs = nowNs;
        source.maintain(nowNs);
        reports = report();
      }
    }
    source.poll();
    analyse();
    reports = report();
  }

  private void analyse() {
    long sequence = handled.get() + 1;
    while (ring.disruptor().isAvailable(sequence)) {
      MediaEvent event = ring.event(sequence);
      if (event.kind == MediaEvent.Kind.PACKET) {
        analysers.get(event.input).onDatagram(ring.slab(), ring.slabOffset(sequence), event.lengthBytes, event.arrivalPtpNs);
      }
      handled.set(sequence++);
    }
  }

  private List<StreamReport> report() {
    List<StreamReport> all = new ArrayList<>();
    for (int i = 0; i < analysers.size(); i++) {
      all.add(analysers.get(i).report(dropped(i)));
    }
    return List.copyOf(all);
  }

  /** Datagrams of one stream that this host lost before they could be analysed. */
  private long dropped(int stream) {
    Counters<FlowCounter> counters = source.meter(stream, 0).counters();
    return counters.get(FlowCounter.KERNEL_DROPS) + counters.get(FlowCounter.RING_FULL) + counters.get(FlowCounter.TRUNCATED);
  }

  /** Ends the thread, which leaves a last report. Idempotent. */
  public void stop() {
    isStopping = true;
    try {
      thread.join(2000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    source.close();
  }
}
