package io.crosspoint.app.control;

import io.crosspoint.pipeline.Crosspoint;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of the model. Takes a command, gives render what it changes, and answers when render has confirmed it and the disk has it,
 * or after a quarter of a second with what is known by then. Commands that come faster than render can take them go to it together.
 *
 * <p><b>Thread:</b> {@link #submit} and {@link #state} by any; everything else happens on the control thread.
 */
public final class Control implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final int MOST_QUEUED = 4096;
  private static final int MOST_AT_ONCE = 256;
  private static final long ANSWER_WITHIN_NS = 250_000_000;
  private static final long IDLE_MS = 100;
  private static final long AFTER_FADE_NS = 200_000_000;
  private static final long JOIN_MS = 2000;

  /** A command with its asker. */
  record Request(Command command, Actor actor, CompletableFuture<Outcome> answer) {}

  private final Wiring wiring;
  private final Model model;
  private final DataPlane plane;
  private final EventLog events;
  private final @Nullable Recorder recorder;
  private final InstantSource time;
  private final Reconciler reconciler;
  private final ControlMeter meter = new ControlMeter();
  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>(MOST_QUEUED);
  private final Thread thread;
  private volatile MatrixState state;
  private volatile boolean isStopping;

  private final TreeSet<String> dirty = new TreeSet<>();
  private final List<Waiting> together = new ArrayList<>();
  private final ArrayDeque<Flight> flights = new ArrayDeque<>();
  private final List<Waiting> unanswered = new ArrayList<>();
  private long fadeNs;
  private long settleAtNs;
  private boolean isUnsettled;
  private long number;

  /** @param recorder null when nothing is to survive */
  Control(
      Wiring wiring, Model model, DataPlane plane, EventLog events, @Nullable Recorder recorder, InstantSource time, Desired desired) {
    this.wiring = wiring;
    this.model = model;
    this.plane = plane;
    this.events = events;
    this.recorder = recorder;
    this.time = time;
    this.fadeNs = desired.control().fadeNs();
    // The time of day, so that what was read before a restart is not taken for what is there after it.
    this.reconciler = new Reconciler(wiring, model, plane, new OwnHands(), new Configuration(1 + time.instant().getEpochSecond(), desired));
    this.state = model.state();
    this.thread = Thread.ofPlatform().daemon().name("control").unstarted(this::run);
  }

  void start() {
    if (recorder != null) {
      recorder.start();
    }
    thread.start();
  }

  /** What is there: what render confirmed, and what is on its way. */
  public MatrixState state() {
    return state;
  }

  /** What the router is to be now. */
  public Configuration configuration() {
    return reconciler.configuration();
  }

  public ControlMeter meter() {
    return meter;
  }

  /** Asks for a change. The answer comes on the control thread, which whoever continues with it must not hold up. */
  public CompletableFuture<Outcome> submit(Command command, Actor actor) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    if (isStopping || (recorder != null && !recorder.hasRoom()) || !queue.offer(new Request(command, actor, answer))) {
      answer.complete(new Outcome.Refused(Outcome.Reason.BUSY, "too many changes are waiting"));
    }
    return answer;
  }

  private void run() {
    while (!isStopping) {
      try {
        boolean isBusy = !flights.isEmpty() || !unanswered.isEmpty() || !dirty.isEmpty() || reconciler.isBusy();
        Request next = queue.poll(isBusy ? 1 : IDLE_MS, TimeUnit.MILLISECONDS);
        for (int taken = 0; next != null && taken < MOST_AT_ONCE; taken++) {
          execute(next);
          next = queue.poll();
        }
        if (next != null) {
          execute(next);
        }
        carryOn(System.nanoTime());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException bug) {
        LOG.error("a bug in the control thread; the router goes on", bug);
      }
    }
  }

  private void carryOn(long nowNs) {
    if (!reconciler.wantsQuiet(nowNs)) {
      submit(nowNs);
    }
    confirm();
    reconciler.step(nowNs);
    answer(nowNs);
    if (isUnsettled && flights.isEmpty() && nowNs - settleAtNs > 0 && plane.hasRoom()) {
      plane.settle();
      isUnsettled = false;
    }
  }

  private void execute(Request request) {
    if (request.command instanceof Command.Configure configure) {
      reconciler.offer(request, configure, System.nanoTime());
      return;
    }
    try {
      long wantedFadeNs = fadeOf(request.command);
      if (wantedFadeNs != fadeNs) {
        submit(System.nanoTime());
        fadeNs = wantedFadeNs;
      }
      switch (model.apply(request.command)) {
        case Model.Result.Refused(Outcome.Refused refusal) -> refuse(request, refusal);
        case Model.Result.Applied(List<Model.Changed> changed, List<JournalEntry> entries) -> accept(request, changed, entries);
      }
    } catch (RuntimeException bug) {
      request.answer.complete(new Outcome.Refused(Outcome.Reason.FAILED, "a bug, which is in the log"));
      throw bug;
    }
  }

  private long fadeOf(Command command) {
    long wanted = switch (command) {
      case Command.Change change -> change.fadeNs();
      case Command.TakeSalvo(String _, long salvoFadeNs) -> salvoFadeNs;
      case Command.DefineSalvo _, Command.DeleteSalvo _, Command.Configure _ -> fadeNs;
    };
    return wanted == Command.USUAL_FADE ? configuration().desired().control().fadeNs() : wanted;
  }

  private void refuse(Request request, Outcome.Refused refusal) {
    meter.refused.incrementAndGet();
    if (recorder != null) {
      recorder.record(++number, List.of(), Records.refusal(time.instant().toString(), request.command, request.actor, refusal));
    }
    request.answer.complete(refusal);
  }

  private void accept(Request request, List<Model.Changed> changed, List<JournalEntry> entries) {
    meter.changes.incrementAndGet();
    Waiting waiting = new Waiting(++number, model.revision(), request, changed, !entries.isEmpty(), System.nanoTime() + ANSWER_WITHIN_NS);
    if (recorder != null) {
      String now = time.instant().toString();
      recorder.record(number, entries, Records.audit(now, request.command, request.actor, changed, model.revision()));
    }
    unanswered.add(waiting);
    state = model.state();
    if (changed.isEmpty()) {
      waiting.isHeld = true;
      if (!entries.isEmpty()) {
        tell(waiting);
      }
    } else {
      changed.forEach(change -> dirty.add(change.id().output()));
      together.add(waiting);
    }
  }

  /** What the reconciler does through this. */
  private final class OwnHands implements Hands {

    @Override
    public boolean route(Set<String> outputs, long routeFadeNs, @Nullable Waiting waiting) {
      if (!plane.hasRoom()) {
        return false;
      }
      long nowNs = System.nanoTime();
      if (routeFadeNs != fadeNs) {
        submit(nowNs);
        fadeNs = routeFadeNs;
      }
      dirty.addAll(outputs);
      if (waiting != null) {
        together.add(waiting);
      }
      try {
        submit(nowNs);
        return dirty.isEmpty();
      } finally {
        if (waiting != null && !dirty.isEmpty()) {
          together.remove(waiting);
        }
      }
    }

    @Override
    public void mark(Set<String> outputs) {
      dirty.addAll(outputs);
      state = model.state();
    }

    @Override
    public boolean isQuiet() {
      return flights.isEmpty() && !isUnsettled;
    }

    @Override
    public Waiting prepare(Request request, List<Model.Changed> changed, Outcome.Configured done) {
      return new Waiting(++number, model.revision(), request, changed, done, System.nanoTime() + ANSWER_WITHIN_NS);
    }

    @Override
    public void accept(Waiting waiting, List<JournalEntry> entries, boolean isOnItsWay) {
      meter.changes.incrementAndGet();
      Outcome.Configured done = waiting.configured;
      if (recorder != null && done != null) {
        Map<String, Object> audit =
            Records.audit(time.instant().toString(), waiting.command, waiting.actor, waiting.changed, waiting.revision);
        recorder.record(waiting.number, entries, Records.configured(audit, done.plan(), done.notes()));
      }
      unanswered.add(waiting);
      state = model.state();
      if (!isOnItsWay) {
        waiting.isHeld = true;
        tell(waiting);
      }
    }

    @Override
    public void refuse(Request request, Outcome.Refused refusal) {
      Control.this.refuse(request, refusal);
    }
  }

  /** Gives render everything that has changed since the last time, if it can take it. */
  private void submit(long nowNs) {
    if (dirty.isEmpty() || !plane.hasRoom()) {
      return;
    }
    Map<String, SortedMap<CrosspointId, Level>> asked = new TreeMap<>();
    Map<Integer, List<Crosspoint>> changed = new HashMap<>();
    dirty.removeIf(output -> wiring.outputIndex(output) == Wiring.AWAY);
    for (String output : dirty) {
      asked.put(output, wiring.connected(model.asked(output)));
      changed.put(wiring.outputIndex(output), wiring.crosspoints(model.asked(output)));
    }
    DataPlane.Ticket ticket = plane.submit(changed, fadeNs);
    flights.add(new Flight(ticket, asked, List.copyOf(together)));
    isUnsettled = true;
    settleAtNs = nowNs + fadeNs + AFTER_FADE_NS;
    dirty.clear();
    together.clear();
  }

  private void confirm() {
    boolean isChanged = false;
    while (!flights.isEmpty() && plane.isHeld(flights.getFirst().ticket())) {
      Flight flight = flights.removeFirst();
      long heldFromPtpNs = plane.heldFromPtpNs(flight.ticket());
      if (plane.lateNs(flight.ticket()) > 0) {
        meter.late.incrementAndGet();
      }
      flight.asked().forEach(model::hold);
      isChanged = true;
      for (Waiting waiting : flight.waiting()) {
        waiting.isHeld = true;
        waiting.heldFromPtpNs = Math.max(0, heldFromPtpNs);
        tell(waiting);
      }
    }
    if (isChanged) {
      state = model.state();
    }
  }

  private void tell(Waiting waiting) {
    events.add(time.instant().toString(), waiting.eventKind(), Records.event(waiting));
  }

  /** Whoever has waited long enough gets what is known; the change itself goes on. */
  private void answer(long nowNs) {
    boolean isKept = recorder != null && recorder.hasJournal();
    long savedUpTo = recorder == null ? 0 : recorder.savedUpTo();
    Iterator<Waiting> all = unanswered.iterator();
    while (all.hasNext()) {
      Waiting waiting = all.next();
      boolean isSaved = isKept && savedUpTo >= waiting.number;
      boolean isTime = nowNs - waiting.answerByNs > 0;
      if ((waiting.isHeld && (isSaved || !isKept)) || isTime) {
        if (isKept && !isSaved) {
          meter.notSaved.incrementAndGet();
        }
        waiting.answer.complete(waiting.outcome(isSaved));
        all.remove();
      }
    }
  }

  @Override
  public void close() {
    isStopping = true;
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Outcome.Refused stopping = new Outcome.Refused(Outcome.Reason.BUSY, "the router is stopping");
    queue.forEach(request -> request.answer.complete(stopping));
    reconciler.close(stopping);
    unanswered.forEach(waiting -> waiting.answer.complete(waiting.outcome(false)));
    if (recorder != null) {
      recorder.close();
    }
  }
}
