package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.estimate.ReferenceTracker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several sources as one clock: two PTP networks (red and blue), or PTP with another source in reserve. Earlier in the list is preferred.
 *
 * <p>A source that is LOCKED is better than one that is not, at once; a preferred source that is LOCKED again takes over when it has been
 * for {@value #RETURN_S} s. What is published is slewed from one to the other; sources that differ by more than 50 µs keep different
 * times, and following the other is a new epoch.
 *
 * <p><b>Thread:</b> {@link #start} and {@link #close} by one owner; {@link #cell} by any.
 */
public final class ClockSelector implements ClockSource {

  private static final Logger LOG = LoggerFactory.getLogger(ClockSelector.class);
  private static final int RETURN_S = 10;
  private static final long RETURN_NS = RETURN_S * 1_000_000_000L;
  private static final Duration READ_EVERY = Duration.ofMillis(100);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final List<ClockSource> sources;
  private final HostClocks clocks;
  private final ReferenceTracker tracker = new ReferenceTracker();
  private final long[] lockedSinceNs;
  private final ClockReading[] readings;
  private final StepHold hold;
  private final ClockReading next = new ClockReading();
  private final ClockCell cell = new ClockCell();
  private volatile boolean isClosed;
  private volatile int selected = -1;
  private @Nullable Thread thread;
  private int sourceEpoch;
  private int sourceEpochs;

  /** @param sources in order of preference; they are started and closed with the selector */
  public ClockSelector(List<ClockSource> sources) {
    this(sources, 0);
  }

  /** @param stepHoldNs how long the old time is kept when another timescale would have to be followed, in case it returns */
  public ClockSelector(List<ClockSource> sources, long stepHoldNs) {
    this(sources, HostClocks.ofThisHost(), stepHoldNs);
  }

  ClockSelector(List<ClockSource> sources, HostClocks clocks, long stepHoldNs) {
    hold = new StepHold(stepHoldNs);
    this.sources = List.copyOf(sources);
    this.clocks = clocks;
    lockedSinceNs = new long[sources.size()];
    readings = new ClockReading[sources.size()];
    Arrays.setAll(readings, i -> new ClockReading());
  }

  @Override
  public void start() {
    sources.forEach(ClockSource::start);
    thread = Thread.ofPlatform().name("clock selector").daemon().start(this::run);
  }

  @Override
  public ClockCell cell() {
    return cell;
  }

  /** In order of preference. */
  public List<ClockSource> sources() {
    return sources;
  }

  /** Place in the list of the source that is followed; −1 while none has a time. */
  public int selected() {
    return selected;
  }

  private void run() {
    while (!isClosed) {
      selectOnce();
      try {
        Thread.sleep(READ_EVERY);
      } catch (InterruptedException e) {
        // Only close() interrupts.
        return;
      }
    }
  }

  /** One duty cycle: chooses, follows and publishes. */
  void selectOnce() {
    long nowNs = clocks.rawNs();
    int best = choose(nowNs);
    if (best < 0) {
      next.setListening(readings[0].reason());
      cell.publish(next);
      return;
    }
    ClockReading clock = readings[best];
    if (best != selected) {
      LOG.info("clock selector: source {} of {} ({})", best + 1, sources.size(), clock.reason());
      selected = best;
    } else if (clock.epoch() != sourceEpoch) {
      sourceEpochs++;
    }
    sourceEpoch = clock.epoch();
    tracker.onReading(nowNs, clock.ptpAtRaw(nowNs));
    publish(clock);
  }

  /** Why the {@linkplain #selected() selected} source is followed, for an operator; allocates. From any thread. */
  public String why() {
    int followed = selected;
    if (followed < 0) {
      return "no source has a time";
    }
    ClockState state = sources.get(followed).snapshot().state();
    if (followed == 0) {
      return state == ClockState.LOCKED ? "preferred and LOCKED" : "preferred, and no other is better than " + state;
    }
    ClockState preferred = sources.getFirst().snapshot().state();
    return preferred == ClockState.LOCKED
        ? "it was followed while the preferred was not LOCKED, which must be so for " + RETURN_S + " s before it is followed again"
        : state + " is better than " + preferred + " of the preferred";
  }

  private int choose(long nowNs) {
    int best = -1;
    for (int i = 0; i < readings.length; i++) {
      boolean _ = sources.get(i).cell().read(readings[i]);
      ClockState state = readings[i].state();
      if (state != ClockState.LOCKED) {
        lockedSinceNs[i] = 0;
      } else if (lockedSinceNs[i] == 0) {
        lockedSinceNs[i] = nowNs;
      }
      if (state.isUsable() && (best < 0 || isBetter(i, best, nowNs))) {
        best = i;
      }
    }
    return best;
  }

  /** @param later a later place in the list than {@code earlier} */
  private boolean isBetter(int later, int earlier, long nowNs) {
    boolean isLaterLocked = lockedSinceNs[later] != 0;
    boolean isEarlierLocked = lockedSinceNs[earlier] != 0;
    if (isLaterLocked && isEarlierLocked) {
      // Hysteresis: the preferred one must have proved itself before it takes over from what works.
      return selected == later && nowNs - lockedSinceNs[earlier] < RETURN_NS;
    }
    return rank(readings[later].state()) < rank(readings[earlier].state());
  }

  private static int rank(ClockState state) {
    return switch (state) {
      case LOCKED -> 0;
      case HOLDOVER -> 1;
      case FREERUN -> 2;
      case ACQUIRING, LISTENING -> 3;
    };
  }

  private void publish(ClockReading clock) {
    long rawNs = tracker.anchorRawNs();
    long monoNs = clocks.monotonicNs() + (rawNs - clocks.rawNs());
    long errorBoundNs = Math.max(0, clock.errorBoundNs()) + tracker.errorNs();
    int epoch = Math.max(tracker.epoch(), sourceEpochs);
    next.setLine(rawNs, monoNs, tracker.anchorReferenceNs(), tracker.rate(), errorBoundNs, epoch);
    next.setState(clock.state(), clock.reason());
    next.setReference(clock.grandmaster(), clock.domain());
    hold.apply(clocks.rawNs(), next);
    cell.publish(next);
  }

  @Override
  public void close() {
    isClosed = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        if (!running.join(CLOSE_TIMEOUT)) {
          LOG.warn("clock selector: thread did not end within {} ms", CLOSE_TIMEOUT.toMillis());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    sources.forEach(ClockSource::close);
  }
}
