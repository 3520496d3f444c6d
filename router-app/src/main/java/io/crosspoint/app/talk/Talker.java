package io.crosspoint.app.talk;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.io.PacketSink;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.MediaClock;
import io.crosspoint.ptp.tick.DeadlineSleeper;
import io.crosspoint.ptp.tick.RealTimeGuard;
import io.crosspoint.ptp.tick.ThreadTuning;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends streams on time: one thread, one system call for all packets of a deadline. With faults every packet goes by itself.
 *
 * <p><b>Thread:</b> one of its own; {@link #start} and {@link #close} by another. It waits for the clock to become usable, allocates
 * nothing once it runs, and skips (and counts) what it could not send within 100 ms rather than catch up in a burst.
 */
public final class Talker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Talker.class);
  private static final long HOPELESS_NS = 100_000_000L;
  private static final long HEAD_START_NS = 5_000_000L;
  /** More packets than anybody waits for, and far from the end of the number range. */
  private static final long ENDLESS = 1L << 60;
  private static final long WAIT_NS = 10_000_000L;

  private final TalkPlan plan;
  private final Faults faults;
  private final long packetLimit;
  private final ClockCell clock;
  private final ClockReading now = new ClockReading();
  private final PacketSink sink;
  private final TalkStreams streams;
  private final TransmitBatch together;
  private final TransmitBatch[] alone;
  private final int slots;
  private final Faults.Dice dice;
  private final HeldPackets held;
  private final DeadlineSleeper sleeper = new DeadlineSleeper(HostClocks.ofThisHost());
  private final Distribution latenessNs = new Distribution();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final Thread thread;
  private volatile boolean isStopping;

  /**
   * Opens the sockets.
   *
   * @param packetLimit packets of each stream, then it ends by itself
   * @param clock PTP time; nothing is sent before it is usable
   * @throws java.io.UncheckedIOException when the host cannot send there
   */
  public Talker(TalkPlan plan, TestSignal signal, Faults faults, long packetLimit, ClockCell clock, PacketIo io) {
    this.plan = plan;
    this.faults = faults;
    this.packetLimit = packetLimit;
    this.clock = clock;
    this.streams = new TalkStreams(plan, signal);
    List<OutputSpec> outputs = plan.outputs();
    this.together = new TransmitBatch(outputs);
    long packetNs = plan.packetFrames() * 1_000_000_000L / plan.format().rateHz();
    this.dice = new Faults.Dice(faults, packetNs);
    this.slots = faults.isNone() ? 0 : (int) (dice.longestNs() / packetNs) + 4;
    this.alone = new TransmitBatch[slots * outputs.size()];
    this.held = new HeldPackets(2 * alone.length);
    for (int i = 0; i < alone.length; i++) {
      alone[i] = new TransmitBatch(outputs.subList(i / slots, i / slots + 1));
    }
    this.sink = io.openSink();
    attach();
    this.thread = Thread.ofPlatform().daemon().name("talk").unstarted(this::run);
  }

  private void attach() {
    try {
      sink.attach(together);
      for (TransmitBatch batch : alone) {
        sink.attach(batch);
      }
    } catch (RuntimeException refused) {
      sink.close();
      throw refused;
    }
  }

  public void start() {
    for (String refusal : ThreadTuning.preferProcess()) {
      LOG.info("talk: {}", refusal);
    }
    thread.start();
  }

  public boolean isRunning() {
    return thread.isAlive();
  }

  /** Datagrams that the kernel took. */
  public long sentDatagrams() {
    return sent.get();
  }

  /** Datagrams that the kernel refused. */
  public long refusedDatagrams() {
    return sink.refused();
  }

  /** Packets of each stream that were given up because this host did not run in time. */
  public long skippedPackets() {
    return skipped.get();
  }

  /** From the proper time to the send call, once for each call. */
  public Distribution latenessNs() {
    return latenessNs;
  }

  private void run() {
    for (String refusal : ThreadTuning.prepareCallingThread(-1)) {
      LOG.info("talk: {}", refusal);
    }
    long remaining = packetLimit;
    try (RealTimeGuard _ = RealTimeGuard.ofCallingThread(sleeper)) {
      while (!isStopping && remaining > 0) {
        boolean _ = clock.read(now);
        if (now.state().isUsable()) {
          remaining -= talk(now.epoch(), now.ptpAtRaw(sleeper.rawNs()), remaining);
        } else {
          sleeper.sleepNear(sleeper.rawNs() + WAIT_NS);
        }
      }
    }
  }

  /** Sends until stopped, finished or the clock's epoch changes. @return packets of each stream that are over */
  private long talk(int epoch, long nowPtpNs, long packets) {
    TalkSchedule schedule =
        new TalkSchedule(new MediaClock(plan.format().rateHz()), plan.packetFrames(), plan.ppm(), plan.delayNs(), nowPtpNs);
    long first = schedule.firstFrom(nowPtpNs + HEAD_START_NS);
    long end = first + Math.min(packets, ENDLESS);
    long next = first;
    while (!isStopping && (next < end || held.earliestNs() != Long.MAX_VALUE)) {
      boolean _ = clock.read(now);
      if (now.epoch() != epoch || !now.state().isUsable()) {
        return next - first;
      }
      long departurePtpNs = next < end ? schedule.departurePtpNs(next) : Long.MAX_VALUE;
      if (now.ptpAtRaw(sleeper.rawNs()) - departurePtpNs > HOPELESS_NS) {
        long hopeful = schedule.firstFrom(now.ptpAtRaw(sleeper.rawNs()) + HEAD_START_NS);
        skipped.lazySet(skipped.get() + hopeful - next);
        next = hopeful;
      } else if (faults.isNone()) {
        sendTogether(next++, departurePtpNs);
      } else {
        next += sendApart(next, departurePtpNs);
      }
    }
    return next - first;
  }

  private void sendTogether(long packet, long departurePtpNs) {
    for (int stream = 0; stream < plan.streams(); stream++) {
      streams.write(together, stream, stream, packet);
    }
    long departureRawNs = now.rawAtPtp(departurePtpNs);
    long lateNs = sleeper.sleepUntil(departureRawNs) - departureRawNs;
    latenessNs.record(lateNs);
    sent.lazySet(sent.get() + sink.send(together));
  }

  /** Sends what is due next: a packet held back earlier, or the next one of every stream. @return packets of each stream begun */
  private int sendApart(long packet, long departurePtpNs) {
    long dueNs = Math.min(departurePtpNs, held.earliestNs());
    long dueRawNs = now.rawAtPtp(dueNs);
    long lateNs = sleeper.sleepUntil(dueRawNs) - dueRawNs;
    int begun = 0;
    if (departurePtpNs <= dueNs) {
      begin(packet, departurePtpNs);
      begun = 1;
    }
    while (held.earliestNs() <= dueNs) {
      latenessNs.record(lateNs);
      sent.lazySet(sent.get() + sink.send(alone[held.take()]));
    }
    return begun;
  }

  private void begin(long packet, long departurePtpNs) {
    for (int stream = 0; stream < plan.streams(); stream++) {
      boolean isLost = dice.isLost();
      boolean isDuplicated = dice.isDuplicated();
      long heldNs = dice.heldNs();
      if (isLost) {
        continue;
      }
      int place = stream * slots + (int) Math.floorMod(packet, (long) slots);
      streams.write(alone[place], 0, stream, packet);
      held.add(departurePtpNs + heldNs, place);
      if (isDuplicated) {
        held.add(departurePtpNs + heldNs, place);
      }
    }
  }

  @Override
  public void close() {
    isStopping = true;
    try {
      thread.join(2000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    sink.close();
  }
}
