package io.crosspoint.app.reload;

import io.crosspoint.app.config.FileText;
import io.crosspoint.app.config.Host;
import io.crosspoint.app.config.Problem;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.control.Actor;
import io.crosspoint.app.control.Command;
import io.crosspoint.app.control.Configuration;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.Desired;
import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.control.HeapBudget;
import io.crosspoint.app.control.Outcome;
import io.crosspoint.app.control.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads configurations for a running router and has them applied, one after the other, on a thread that may wait for disks and servers.
 *
 * <p><b>Thread:</b> any; {@link #plan} reads on the caller's.
 */
public final class Reloads implements AutoCloseable {

  /** Nobody's token. */
  private static final Actor FILE = new Actor("local", "watch", "");

  private static final Actor SIGNAL = new Actor("local", "sighup", "");
  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final int MOST_WAITING = 16;
  private static final long LOOK_EVERY_MS = 100;
  private static final long ANSWER_MS = 30_000;
  private static final long JOIN_MS = 1000;
  private static final int MOST_LINES = 20;

  private final Path file;
  private final Supplier<Host> host;
  private final Control control;
  private final EventLog events;
  private final InstantSource time;
  private final BooleanSupplier isHealthy;
  private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean isSignalled = new AtomicBoolean();
  private final GoodCopy good;
  private final Thread thread = Thread.ofPlatform().daemon().name("reload").unstarted(this::run);
  private volatile String text;
  private volatile LastReload last;
  private volatile long succeededAtS;
  private volatile boolean isClosed;
  private @Nullable FileWatch watch;
  private boolean isGoodTold;

  /**
   * For a router that runs.
   *
   * @param file its configuration
   * @param text what it runs
   * @param broken why that is not what the file says; null when it is
   * @param isHealthy whether the router does well now
   */
  public Reloads(
      Path file, String text, @Nullable LastReload broken, Supplier<Host> host, Control control, EventLog events, InstantSource time,
      BooleanSupplier isHealthy) {
    this.file = file;
    this.text = text;
    this.host = host;
    this.control = control;
    this.events = events;
    this.time = time;
    this.isHealthy = isHealthy;
    this.good = new GoodCopy(file);
    this.last = broken == null ? LastReload.ofStart(time.instant().toString()) : broken;
    this.succeededAtS = broken == null ? time.instant().getEpochSecond() : 0;
  }

  public void start() {
    thread.start();
  }

  public Path file() {
    return file;
  }

  /** The text that runs, or ran when the router was told of it; what needs a restart is another matter. */
  public String text() {
    return text;
  }

  public LastReload last() {
    return last;
  }

  /** When the file was last applied, or found to say what runs; seconds of UTC, 0 for not in this run. */
  public long succeededAtS() {
    return succeededAtS;
  }

  /** What an operator should mend: that the file is not what runs. */
  public List<String> complaints() {
    LastReload now = last;
    return now.isSuccessful() ? List.of() : List.of("the configuration is not what runs: " + now.reason());
  }

  /**
   * What would change.
   *
   * @param body a text, or empty for the file
   */
  public Result plan(Optional<String> body) {
    return switch (read(body)) {
      case Reading.Invalid(List<Problem> problems) -> new Result.Invalid(problems);
      case Reading.Valid valid -> {
        Configuration running = control.configuration();
        Plan plan = Plan.between(running.desired(), Desired.of(valid.config()), HeapBudget.ofThisProcess());
        yield new Result.Planned(running.revision(), plan);
      }
    };
  }

  private Reading read(Optional<String> body) {
    return switch (open(body)) {
      case FileText.Present present -> present.parse(host.get());
      case FileText.Absent(Reading.Invalid why) -> why;
    };
  }

  private FileText open(Optional<String> body) {
    Path parent = file.toAbsolutePath().getParent();
    return body.isEmpty()
        ? RouterFile.open(file)
        : new FileText.Present("body", body.get(), parent == null ? Path.of("/") : parent);
  }

  /**
   * Has a text applied.
   *
   * @param body a text, which becomes the file's, or empty for the file
   */
  public CompletableFuture<Result> apply(Optional<String> body, Actor actor, Command.@Nullable Expectation expected) {
    CompletableFuture<Result> answer = new CompletableFuture<>();
    boolean isTaken = !isClosed && tasks.offer(() -> answer.complete(applyNow(body, actor, expected)));
    if (!isTaken) {
      answer.complete(new Result.Refused(new Outcome.Refused(Outcome.Reason.BUSY, "too many configurations are waiting")));
    }
    return answer;
  }

  /** Has the file applied; a second wish before the first is fulfilled is the same wish. */
  public void signal() {
    isSignalled.set(true);
  }

  private void run() {
    while (!isClosed) {
      try {
        Runnable task = tasks.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run();
        }
        if (isSignalled.getAndSet(false)) {
          applyNow(Optional.empty(), SIGNAL, null);
        }
        look(System.nanoTime());
        keep(System.nanoTime());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException bug) {
        LOG.error("a bug while the configuration was read; the router goes on", bug);
      }
    }
  }

  private void look(long nowNs) {
    if (!control.configuration().desired().control().isWatched()) {
      watch = null;
      return;
    }
    FileWatch.Look now = FileWatch.Look.at(file);
    FileWatch looking = watch;
    if (looking == null) {
      boolean isKnown =
          !last.isSuccessful() || (RouterFile.open(file) instanceof FileText.Present present && present.text().equals(text));
      looking = new FileWatch(isKnown ? now : null);
      watch = looking;
    }
    switch (looking.look(now, nowNs)) {
      case READ -> applyNow(Optional.empty(), FILE, null);
      case GONE -> fail(FILE.door(), file + " is gone; what runs goes on", List.of());
      case NOTHING -> { }
    }
  }

  /** A text of which something waits for a restart has not proved anything yet. */
  private void keep(long nowNs) {
    boolean isWhole = last.isSuccessful() && last.restarts().isEmpty();
    try {
      if (good.observe(isWhole ? text : "", isHealthy.getAsBoolean(), nowNs)) {
        LOG.info("kept as the last good configuration: {}", GoodCopy.of(file));
      }
    } catch (IOException e) {
      if (!isGoodTold) {
        LOG.warn("the last good configuration cannot be kept: {}", e.toString());
        isGoodTold = true;
      }
    }
  }

  private Result applyNow(Optional<String> body, Actor actor, Command.@Nullable Expectation expected) {
    boolean isFile = body.isEmpty();
    FileText source = open(body);
    Reading reading = switch (source) {
      case FileText.Present present -> present.parse(host.get());
      case FileText.Absent(Reading.Invalid why) -> why;
    };
    if (!(reading instanceof Reading.Valid valid && source instanceof FileText.Present present)) {
      List<Problem> problems = reading instanceof Reading.Invalid(List<Problem> found) ? found : List.of();
      if (isFile) {
        fail(actor.door(), count(problems.size(), "problem") + " in " + file, problems);
      }
      return new Result.Invalid(problems);
    }
    Outcome outcome = await(control.submit(new Command.Configure(Desired.of(valid.config()), expected), actor));
    return switch (outcome) {
      case Outcome.Configured done -> succeed(present.text(), isFile, actor, done);
      case Outcome.Refused refused -> {
        if (isFile) {
          fail(actor.door(), refused.why(), List.of());
        }
        yield new Result.Refused(refused);
      }
      case Outcome.Done _ -> throw new IllegalStateException("a configuration has an outcome of its own");
    };
  }

  private static String count(int number, String of) {
    return number == 1 ? "1 " + of : number + " " + of + "s";
  }

  private static Outcome await(CompletableFuture<Outcome> answer) {
    try {
      return answer.get(ANSWER_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Refused(Outcome.Reason.BUSY, "the router is stopping");
    } catch (ExecutionException | TimeoutException e) {
      return new Outcome.Refused(Outcome.Reason.FAILED, "no answer: " + e);
    }
  }

  private Result succeed(String applied, boolean isFile, Actor actor, Outcome.Configured done) {
    String saved = isFile ? "" : save(applied);
    text = applied;
    succeededAtS = time.instant().getEpochSecond();
    last = new LastReload(true, actor.door(), time.instant().toString(), "", List.of(), done.plan().restarts(), done.notes());
    LOG.info("configuration applied ({}): {}", actor.door(), count(done.plan().steps().size(), "change"));
    done.plan().steps().stream().limit(MOST_LINES).forEach(step -> LOG.info("  {}", step.text()));
    if (done.plan().steps().size() > MOST_LINES) {
      LOG.info("  and {} more", done.plan().steps().size() - MOST_LINES);
    }
    done.plan().restarts().forEach(restart -> LOG.warn("  {}", restart.text()));
    done.notes().forEach(note -> LOG.warn("  {}", note));
    if (!saved.isEmpty()) {
      LOG.warn("  {}", saved);
    }
    return new Result.Applied(done, saved.isEmpty());
  }

  /** What the file said before stays beside it. Returns why it could not be written; empty as a rule. */
  private String save(String applied) {
    try {
      if (RouterFile.open(file) instanceof FileText.Present present && present.text().equals(applied)) {
        return "";
      }
      if (Files.exists(file)) {
        Files.copy(file, file.resolveSibling(file.getFileName() + ".before"), StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
      AtomicText.write(file, applied);
      return "";
    } catch (IOException e) {
      return file + " cannot be written, and a restart brings back what it says: " + e;
    }
  }

  private void fail(String door, String reason, List<Problem> problems) {
    String now = time.instant().toString();
    last = new LastReload(false, door, now, reason, problems, List.of(), List.of());
    LOG.error("configuration not applied ({}), nothing has changed: {}", door, reason);
    problems.stream().limit(MOST_LINES).forEach(problem -> LOG.error("  {}", problem));
    List<String> told = problems.stream().limit(MOST_LINES).map(Problem::toString).toList();
    events.add(now, "config-refused", Map.of("door", door, "reason", reason, "problems", told));
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
