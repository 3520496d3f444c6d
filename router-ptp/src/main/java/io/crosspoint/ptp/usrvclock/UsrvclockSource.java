package io.crosspoint.ptp.usrvclock;

import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.StampConverter;
import io.crosspoint.ptp.estimate.ReferenceTracker;
import io.crosspoint.ptp.linux.KernelTime;
import io.crosspoint.ptp.linux.Poll;
import io.crosspoint.ptp.linux.UnixDatagram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock that another process keeps (statime, Inferno's tools, or a router like this one) and shares as an overlay.
 *
 * <p>Silent for 3 s is HOLDOVER, for 30 s FREERUN. The server is asked again every 250 ms until it answers.
 */
public final class UsrvclockSource implements ClockSource {

  private static final Logger LOG = LoggerFactory.getLogger(UsrvclockSource.class);
  private static final AtomicInteger CLIENTS = new AtomicInteger();
  private static final int POLL_MS = 250;
  private static final long SILENT_NS = 3_000_000_000L;
  private static final long LOST_NS = 30_000_000_000L;
  private static final long HELLO_NS = 1_000_000_000L;
  private static final long READ_EVERY_NS = 100_000_000L;
  /** What is said about the error: the overlay does not carry it. */
  private static final long ASSUMED_ERROR_NS = 10_000;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Path server;
  private final HostClocks clocks;
  private final StampConverter converter;
  private final ReferenceTracker tracker = new ReferenceTracker();
  private final ClockReading next = new ClockReading();
  private final ClockCell cell = new ClockCell();
  private volatile boolean isClosed;
  private @Nullable Thread thread;
  private long lastFrameNs;
  private long lastHelloNs = Long.MIN_VALUE / 2;
  private long lastReadNs = Long.MIN_VALUE / 2;
  private ClockState lastState = ClockState.LISTENING;

  /** @param server the server's socket file, often {@code /tmp/ptp-usrvclock} */
  public UsrvclockSource(Path server) {
    this.server = server;
    this.clocks = HostClocks.ofThisHost();
    this.converter = new StampConverter(clocks);
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("clock usrvclock").daemon().start(this::run);
  }

  @Override
  public ClockCell cell() {
    return cell;
  }

  private void run() {
    converter.warmUp();
    String name = "usrvclock-client." + ProcessHandle.current().pid() + "." + CLIENTS.incrementAndGet();
    try (UnixDatagram socket = UnixDatagram.bind(Path.of(System.getProperty("java.io.tmpdir"), name));
        Poll poll = new Poll(socket.fd())) {
      while (!isClosed) {
        runOnce(socket, poll);
      }
    } catch (IOException e) {
      LOG.warn("usrvclock {}: {}", server, e.getMessage());
      next.setListening(String.valueOf(e.getMessage()));
      cell.publish(next);
    }
  }

  private void runOnce(UnixDatagram socket, Poll poll) {
    long nowNs = clocks.rawNs();
    if (nowNs - Math.max(lastHelloNs, lastFrameNs) > HELLO_NS || (!tracker.hasLine() && nowNs - lastHelloNs > HELLO_NS / 4)) {
      lastHelloNs = nowNs;
      boolean _ = socket.send(new byte[0], server);
    }
    poll.await(POLL_MS);
    Optional<OverlayFrame> frame = Optional.empty();
    while (socket.receive()) {
      frame = OverlayFrame.read(socket.datagram());
    }
    converter.refresh();
    nowNs = converter.rawNs();
    if (frame.isPresent()) {
      lastFrameNs = nowNs;
      if (nowNs - lastReadNs >= READ_EVERY_NS) {
        lastReadNs = nowNs;
        tracker.onReading(nowNs, frame.get().timeAt(baseNow(frame.get())));
      }
    }
    publish(nowNs);
  }

  private long baseNow(OverlayFrame frame) {
    if (frame.clockId() == OverlayFrame.REALTIME) {
      return converter.realtimeNs();
    }
    if (frame.clockId() == OverlayFrame.MONOTONIC) {
      return converter.monotonicNs();
    }
    return frame.clockId() == OverlayFrame.TAI
        ? converter.realtimeNs() + KernelTime.read().taiOffsetSeconds() * 1_000_000_000L
        : converter.rawNs();
  }

  private void publish(long nowNs) {
    if (!tracker.hasLine()) {
      next.setListening("no overlay from " + server);
      cell.publish(next);
      return;
    }
    long silentNs = nowNs - lastFrameNs;
    ClockState state = ClockState.LOCKED;
    String reason = "following the overlay of " + server;
    if (silentNs > SILENT_NS) {
      tracker.coast(nowNs);
      state = silentNs > LOST_NS ? ClockState.FREERUN : ClockState.HOLDOVER;
      reason = "no overlay from " + server;
    } else if (!tracker.isReady()) {
      state = ClockState.ACQUIRING;
    }
    if (state != lastState) {
      LOG.info("usrvclock: {} ({})", state, reason);
      lastState = state;
    }
    long rawNs = tracker.anchorRawNs();
    long monoNs = converter.monotonicNs() + (rawNs - converter.rawNs());
    long errorNs = ASSUMED_ERROR_NS + tracker.errorNs() + silentNs / 1_000_000;
    next.setLine(rawNs, monoNs, tracker.anchorReferenceNs(), tracker.rate(), errorNs, tracker.epoch());
    next.setState(state, reason);
    cell.publish(next);
  }

  @Override
  public void close() {
    isClosed = true;
    Thread running = thread;
    if (running == null) {
      return;
    }
    try {
      if (!running.join(CLOSE_TIMEOUT)) {
        LOG.warn("usrvclock {}: thread did not end within {} ms", server, CLOSE_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
