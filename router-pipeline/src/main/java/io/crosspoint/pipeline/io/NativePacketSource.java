package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.HostClocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Receives with {@code recvmmsg} straight into claimed slots of the ring, with kernel receive stamps (Linux only).
 *
 * <p>A stamp is on {@code CLOCK_REALTIME}, which others may step or slew, so only its age is used: each poll reads the wall clock and
 * {@code CLOCK_MONOTONIC_RAW} together, and carries every stamp of that poll over to PTP time by how long before it was taken.
 */
public final class NativePacketSource implements PacketSource {

  /** Datagrams that one flow may bring in one poll. */
  private static final int BUDGET = 64;

  private static final int CHUNK = 64;

  /** Sockets that are told to be ready at once; the others are next. */
  private static final int MOST_READY = 1024;

  /**
   * Asking which sockets are ready costs time for each that is, and asking an idle socket itself costs more: where most are ready in most
   * polls, all are read without asking.
   */
  private static final double SWEEP_ABOVE = 0.7;

  /** Polls that the share of ready sockets is averaged over. */
  private static final double SHARE_POLLS = 16;

  /** Ages outside of these bounds mean that the wall clock was stepped between stamp and reading. */
  private static final long OLDEST_NS = 2_000_000_000L;

  private static final long NEWEST_NS = -10_000_000L;

  private final EventRing ring;
  private final ClockCell clock;
  private final HostClocks clocks;
  /** By number of the input; control and whoever reads counters. */
  private final Map<Integer, NativeFlow[]> flows = new ConcurrentHashMap<>();
  /** Left, and closed when the polling thread has seen that. */
  private final List<NativeFlow> left = new ArrayList<>();
  private final List<String> warnings;
  private final ReadySet readySet;
  private final ReceiveBatch batch;
  private final ReceiveBatch scrap;
  private final MemorySegment scrapBytes;
  private final long slabAddress;

  /** What is to be polled, replaced whole by the control thread; and what the polling thread polls. */
  private volatile Watched watched = new Watched(0, new NativeFlow[0], new NativeFlow[0]);

  private Watched polled = watched;
  private volatile long polledNumber;

  private double readyShare;
  private final ClockReading reading = new ClockReading();
  private long rawNs;
  private long wallNs;

  /** Claimed and not yet published: {@code first} to {@code last}; from {@code next} on still empty. */
  private long first;

  private long next;
  private long last = -1;
  private boolean closed;

  /** The flows, and the same by their tokens in the ready set; null where a token is free. */
  private static final class Watched {
    final long number;
    final NativeFlow[] flows;
    final @Nullable NativeFlow[] byToken;

    Watched(long number, NativeFlow[] flows, @Nullable NativeFlow[] byToken) {
      this.number = number;
      this.flows = flows;
      this.byToken = byToken;
    }
  }

  /**
   * Opens all sockets and joins all groups.
   *
   * @param clock read once per poll
   * @param clocks belongs to the thread that polls
   * @throws IOException when a stream of the plan cannot be received on this host; the message names it
   */
  public NativePacketSource(List<InputSpec> inputs, EventRing ring, ClockCell clock, HostClocks clocks) throws IOException {
    this.ring = ring;
    this.clock = clock;
    this.clocks = clocks;
    this.slabAddress = ring.slab().address();
    this.batch = new ReceiveBatch(Math.min(CHUNK, ring.disruptor().getBufferSize() / 2), ring.datagramBytes());
    this.scrap = new ReceiveBatch(BUDGET, ring.datagramBytes());
    this.scrapBytes = Arena.ofAuto().allocate(ring.datagramBytes(), 64);
    List<String> refused = new ArrayList<>();
    this.readySet = new ReadySet(MOST_READY);
    try {
      for (int input = 0; input < inputs.size(); input++) {
        open(input, inputs.get(input), refused);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    this.warnings = List.copyOf(refused);
  }

  private synchronized NativeFlow[] open(int input, InputSpec spec, List<String> refused) throws IOException {
    NativeFlow[] opened = new NativeFlow[spec.flows().size()];
    List<@Nullable NativeFlow> byToken = new ArrayList<>(Arrays.asList(watched.byToken));
    try {
      for (int leg = 0; leg < opened.length; leg++) {
        opened[leg] = new NativeFlow(spec, input, leg, refused);
        int free = byToken.indexOf(null);
        int token = free < 0 ? byToken.size() : free;
        readySet.add(opened[leg].socket(), token);
        if (free < 0) {
          byToken.add(opened[leg]);
        } else {
          byToken.set(free, opened[leg]);
        }
      }
    } catch (IOException | RuntimeException e) {
      Stream.of(opened).filter(Objects::nonNull).forEach(NativeFlow::close);
      throw e;
    }
    flows.put(input, opened);
    watch(byToken);
    return opened;
  }

  private void watch(List<@Nullable NativeFlow> byToken) {
    NativeFlow[] all = byToken.stream().filter(Objects::nonNull).toArray(NativeFlow[]::new);
    watched = new Watched(watched.number + 1, all, byToken.toArray(NativeFlow[]::new));
  }

  @Override
  public List<FlowMeter> add(int input, InputSpec spec, List<String> refused) {
    try {
      return Stream.of(open(input, spec, refused)).map(NativeFlow::meter).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized void remove(int input) {
    NativeFlow[] gone = flows.remove(input);
    if (gone != null) {
      List<@Nullable NativeFlow> byToken = new ArrayList<>(Arrays.asList(watched.byToken));
      for (NativeFlow flow : gone) {
        readySet.remove(flow.socket());
        byToken.set(byToken.indexOf(flow), null);
        left.add(flow);
      }
      watch(byToken);
    }
  }

  @Override
  public synchronized boolean isSettled() {
    if (polledNumber < watched.number) {
      return left.isEmpty();
    }
    left.forEach(NativeFlow::close);
    left.clear();
    return true;
  }

  /** What this host refused, one sentence each, with the remedy. */
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public int poll() {
    Watched now = watched;
    if (now != polled) {
      // Nothing of the flows before is used any more: what they brought has been published.
      polled = now;
      polledNumber = now.number;
    }
    boolean isSweep = readyShare > SWEEP_ABOVE;
    int candidates = isSweep ? now.flows.length : readySet.select(0);
    int published = 0;
    int productive = 0;
    if (candidates > 0) {
      readClocks();
      for (int i = 0; i < candidates; i++) {
        NativeFlow flow = isSweep ? now.flows[i] : ready(now, readySet.ready(i));
        int brought = flow == null ? 0 : drain(flow, candidates - i);
        published += brought;
        productive += brought > 0 ? 1 : 0;
      }
      publishClaimed();
    }
    readyShare += ((double) productive / Math.max(1, now.flows.length) - readyShare) / SHARE_POLLS;
    return published;
  }

  /** A flow that has come since is read the next time. */
  private static @Nullable NativeFlow ready(Watched now, int token) {
    return token < now.byToken.length ? now.byToken[token] : null;
  }

  private void readClocks() {
    boolean _ = clock.read(reading);
    long before = clocks.rawNs();
    wallNs = clocks.realtimeNs();
    rawNs = before + (clocks.rawNs() - before) / 2;
  }

  /** @param readyFlows this one and those still to come in this poll: how many slots are likely to be needed */
  private int drain(NativeFlow flow, int readyFlows) {
    int taken = 0;
    int published = 0;
    while (taken < BUDGET) {
      if (next > last && !claim(readyFlows + 1)) {
        discard(flow, BUDGET - taken);
        return published;
      }
      int room = (int) Math.min(BUDGET - taken, last - next + 1);
      int header = (int) (next - first);
      int received = batch.receive(flow.fd(), header, room);
      for (int i = 0; i < received; i++) {
        published += fill(flow, header + i, ring.event(next + i));
      }
      next += received;
      taken += received;
      if (received < room) {
        return published;
      }
      if (next > last) {
        publishClaimed();
      }
    }
    return published;
  }

  private boolean claim(int wanted) {
    int slots = Math.min(wanted, batch.capacity());
    long highest = ring.tryClaim(slots);
    if (highest < 0) {
      return false;
    }
    last = highest;
    first = highest - slots + 1;
    next = first;
    for (int i = 0; i < slots; i++) {
      batch.arm(i, slabAddress + ring.slabOffset(first + i));
    }
    return true;
  }

  private void publishClaimed() {
    if (last < 0) {
      return;
    }
    for (long empty = next; empty <= last; empty++) {
      ring.event(empty).kind = MediaEvent.Kind.NONE;
    }
    ring.publish(first, last);
    last = -1;
    next = 0;
  }

  private int fill(NativeFlow flow, int header, MediaEvent event) {
    Counters<FlowCounter> counters = flow.meter().counters();
    counters.increment(FlowCounter.DATAGRAMS);
    batch.readControl(header);
    flow.noteKernelDrops(batch.kernelDrops());
    event.kind = MediaEvent.Kind.NONE;
    event.sourceAddress = batch.sourceAddress(header);
    if (!flow.accepts(event.sourceAddress)) {
      counters.increment(FlowCounter.FOREIGN_SOURCE);
      return 0;
    }
    if (batch.isTruncated(header)) {
      counters.increment(FlowCounter.TRUNCATED);
      return 0;
    }
    event.kind = MediaEvent.Kind.PACKET;
    event.input = flow.input();
    event.leg = flow.leg();
    event.lengthBytes = batch.lengthBytes(header);
    event.sourcePort = batch.sourcePort(header);
    stampArrival(event, counters);
    return 1;
  }

  private void stampArrival(MediaEvent event, Counters<FlowCounter> counters) {
    long stampNs = batch.stampNs();
    long ageNs = wallNs - stampNs;
    event.kernelStamped = stampNs != ReceiveBatch.NO_STAMP && ageNs > NEWEST_NS && ageNs < OLDEST_NS;
    if (!event.kernelStamped) {
      counters.increment(FlowCounter.UNSTAMPED);
    }
    event.arrivalPtpNs = reading.state().isUsable() ? reading.ptpAtRaw(event.kernelStamped ? rawNs - ageNs : rawNs) : MediaEvent.UNTIMED;
  }

  /** The ring is full: empties the kernel's queue all the same, so that it never hides the loss behind a delay. */
  private void discard(NativeFlow flow, int atMost) {
    for (int i = 0; i < atMost; i++) {
      scrap.arm(i, scrapBytes.address());
    }
    int dropped = scrap.receive(flow.fd(), 0, atMost);
    flow.meter().counters().add(FlowCounter.DATAGRAMS, dropped);
    flow.meter().counters().add(FlowCounter.RING_FULL, dropped);
  }

  @Override
  public void awaitReadable(int timeoutMs) {
    readySet.select(timeoutMs);
  }

  @Override
  public synchronized void maintain(long nowNs) {
    if (!closed) {
      for (NativeFlow flow : watched.flows) {
        flow.maintain(nowNs);
      }
    }
  }

  @Override
  public FlowMeter meter(int input, int leg) {
    NativeFlow[] ofInput = flows.get(input);
    if (ofInput == null) {
      throw new IllegalArgumentException("there is no input " + input);
    }
    return ofInput[leg].meter();
  }

  /** After the receiving thread has ended. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      readySet.close();
      left.forEach(NativeFlow::close);
      for (NativeFlow flow : watched.flows) {
        flow.close();
      }
    }
  }
}
