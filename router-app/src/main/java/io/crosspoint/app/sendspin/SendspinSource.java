package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.source.AudioSource;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.HostClocks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A Sendspin player as an input: connects, plays, and connects again. See the package. */
public final class SendspinSource implements AudioSource {

  private enum State {
    CONNECTING,
    SYNCHRONISING,
    IDLE,
    PLAYING
  }

  private static final long POLL_MS = 2;
  private static final long JOIN_MS = 1500;
  private static final long HELLO_WITHIN_NS = 10_000_000_000L;
  private static final long SHORTEST_BACK_OFF_MS = 500;
  private static final long LONGEST_BACK_OFF_MS = 30_000;
  private static final long TELL_NS = 200_000_000L;

  private final String input;
  private final SendspinPlan plan;
  private final Supplier<ClockSnapshot> clock;
  private final Counters<SendspinCounter> counters = new Counters<>(SendspinCounter.class);
  private final Session.Settings settings = new Session.Settings();
  private final ChunkQueue queue = new ChunkQueue(2 * Session.BUFFER_BYTES);
  private @Nullable Thread thread;
  private long toldNs;
  private volatile Map<String, Object> status = Map.of("state", "connecting");
  private volatile boolean isClosed;

  /**
   * @param input name of the input that this plays to
   * @param clock the plant's
   */
  public SendspinSource(String input, SendspinPlan plan, Supplier<ClockSnapshot> clock) {
    this.input = input;
    this.plan = plan;
    this.clock = clock;
  }

  @Override
  public void start(SourceTimeline timeline) {
    thread = Thread.ofPlatform().daemon().name("sendspin-" + input).start(() -> run(timeline));
  }

  private void run(SourceTimeline timeline) {
    HostClocks clocks = HostClocks.ofThisHost();
    Playback playback = new Playback(timeline.format(), queue, counters);
    Pump pump = new Pump(timeline, playback, plan, clock);
    long backOffMs = SHORTEST_BACK_OFF_MS;
    try {
      while (!isClosed) {
        boolean wasGood = false;
        try (Link link = Link.connect(input, plan.server())) {
          Session session = new Session(plan.identity(), timeline.format(), settings, queue, playback, link::send, counters);
          wasGood = converse(link, session, playback, pump, clocks);
        } catch (ExecutionException | TimeoutException e) {
          Throwable why = e.getCause() == null ? e : e.getCause();
          status = Map.of("state", "connecting", "server", plan.server().toString(), "problem", String.valueOf(why));
        }
        backOffMs = wasGood ? SHORTEST_BACK_OFF_MS : Math.min(2 * backOffMs, LONGEST_BACK_OFF_MS);
        Thread.sleep(backOffMs);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** @return whether the server said hello */
  private boolean converse(Link link, Session session, Playback playback, Pump pump, HostClocks clocks) throws InterruptedException {
    session.open();
    long openedNs = clocks.rawNs();
    String why = "";
    while (!isClosed && why.isEmpty()) {
      Link.Inbound message = link.await(POLL_MS);
      switch (message) {
        case null -> {}
        case Link.Text text -> session.onText(text.text(), text.rawNs());
        case Link.Binary binary -> session.onBinary(binary.message(), binary.rawNs());
        case Link.Closed closed -> why = closed.why();
      }
      long nowNs = clocks.rawNs();
      if (link.flush()) {
        session.poll(nowNs);
      }
      pump.run(session);
      tell(session, playback, nowNs);
      if (!session.isGreeted() && nowNs - openedNs > HELLO_WITHIN_NS) {
        why = "no hello from the server";
      }
    }
    // What sounds must not break off.
    playback.end();
    pump.run(session);
    if (isClosed) {
      link.close(ClientMessage.goodbye());
    }
    status = Map.of("state", "connecting", "server", plan.server().toString(), "problem", why);
    return session.isGreeted();
  }

  private void tell(Session session, Playback playback, long nowNs) {
    if (nowNs - toldNs < TELL_NS) {
      return;
    }
    toldNs = nowNs;
    State state =
        !session.isGreeted() ? State.CONNECTING
            : !session.isReady() ? State.SYNCHRONISING : playback.isAudible() ? State.PLAYING : State.IDLE;
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("state", state.name().toLowerCase(Locale.ROOT));
    told.put("server", session.server().isEmpty() ? plan.server().toString() : session.server());
    if (session.isReady()) {
      told.put("clockErrorUs", Math.round(session.filter().sigmaNs() / 1000));
      told.put("driftPpm", session.filter().drift() * 1e6);
    }
    if (playback.isAudible()) {
      told.put("alignmentUs", Math.round(playback.errorS() * 1e6));
      told.put("ratio", playback.ratio());
    }
    told.put("waitingChunks", queue.size());
    told.put("volume", settings.volume);
    told.put("muted", settings.isMuted);
    if (!session.problem().isEmpty()) {
      told.put("problem", session.problem());
    }
    status = told;
  }

  @Override
  public Map<String, Object> status() {
    return status;
  }

  @Override
  public List<Counters<?>> counters() {
    return List.of(counters);
  }

  @Override
  public void close() {
    isClosed = true;
    Thread running = thread;
    if (running != null) {
      try {
        running.join(JOIN_MS);
        running.interrupt();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
