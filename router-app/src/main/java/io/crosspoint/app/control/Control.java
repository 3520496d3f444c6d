package io.crosspoint.app.control;

import io.crosspoint.pipeline.Crosspoint;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
  private final long usualFadeNs;
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
      Wiring wiring, Model model, DataPlane plane, EventLog events, @Nullable Recorder recorder, InstantSource time, long usualFadeNs) {
    this.wiring = wiring;
    this.model = model;
    this.plane = plane;
    this.events = events;
    this.recorder = recorder;
    this.time = time;
    this.usualFadeNs = usualFadeNs;
    this.fadeNs = usualFadeNs;
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

  public ControlMeter meter() {
    return meter;
  }

  /** Asks for a change. The answer comes on the control thread, which whoever continues with it must not hold up. */
  public CompletableFuture<Outcome> submit(Command command, Actor actor) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    if (isStopping || !queue.offer(new Request(command, actor, answer)) || (recorder != null && !recorder.hasRoom())) {
      answer.complete(new Outcome.Refused(Outcome.Reason.BUSY, "too many changes are waiting"));
    }
    return answer;
  }

  private void run() {
    while (!isStopping) {
      try {
        boolean isBusy = !flights.isEmpty() || !unanswered.isEmpty() || !dirty.isEmpty();
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
    submit(nowNs);
    confirm();
    answer(nowNs);
    if (isUnsettled && flights.isEmpty() && nowNs - settleAtNs > 0 && plane.hasRoom()) {
      plane.settle();
      isUnsettled = false;
    }
  }

  private void execute(Request request) {
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
      case Command.DefineSalvo _, Command.DeleteSalvo _ -> fadeNs;
    };
    return wanted == Command.USUAL_FADE ? usualFadeNs : wanted;
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

  /** Gives render everything that has changed since the last time, if it can take it. */
  private void submit(long nowNs) {
    if (dirty.isEmpty() || !plane.hasRoom()) {
      return;
    }
    Map<String, SortedMap<CrosspointId, Level>> asked = new TreeMap<>();
    Map<Integer, List<Crosspoint>> changed = new HashMap<>();
    for (String output : dirty) {
      asked.put(output, model.asked(output));
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
    events.add(time.instant().toString(), waiting.changed.isEmpty() ? "salvo" : "crosspoints", Records.event(waiting));
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
    Outcome stopping = new Outcome.Refused(Outcome.Reason.BUSY, "the router is stopping");
    queue.forEach(request -> request.answer.complete(stopping));
    unanswered.forEach(waiting -> waiting.answer.complete(waiting.outcome(false)));
    if (recorder != null) {
      recorder.close();
    }
  }
}
