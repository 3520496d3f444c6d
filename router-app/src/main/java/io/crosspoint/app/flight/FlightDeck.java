package io.crosspoint.app.flight;

import io.crosspoint.app.config.FlightChoice;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.engine.ShardFlight;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Freezes what the flight recorders hold into files, when it is asked to or when a route breaks, and keeps the newest of them.
 *
 * <p><b>Thread:</b> {@link #look} by one; the rest by any. Files are written on a thread of its own.
 */
public final class FlightDeck implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final String SUFFIX = ".pcapng";
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int BUFFER_BYTES = 1 << 20;
  /** What follows a break belongs to it. */
  private static final long AFTERMATH_MS = 1_000;
  /** A plant that breaks everywhere is told once a minute. */
  private static final long QUIET_NS = 60_000_000_000L;

  private final FlightChoice choice;
  private final Path directory;
  private final Flown flown;
  private final InstantSource time;
  private final FlightAlarm alarm = new FlightAlarm();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("flight").factory());
  private long quietUntilNs;
  private boolean hasTold;

  /**
   * The router whose flight it is.
   *
   * @param utcOffsetSeconds plant time minus UTC
   */
  public record Flown(String router, String version, int utcOffsetSeconds, long leadNs, Supplier<List<ShardFlight>> flights) {}

  /** A file. */
  public record Recording(String name, long bytes, Instant frozenAt) {}

  /** @param directory where files go when the choice names none */
  public FlightDeck(FlightChoice choice, Path directory, Flown flown, InstantSource time) {
    this.choice = choice;
    this.directory = choice.directory() == null ? directory : choice.directory();
    this.flown = flown;
    this.time = time;
  }

  /** Whether anything is recorded at all. */
  public boolean isOn() {
    return choice.keepNs() > 0;
  }

  /** Freezes, a second later, when a stream broke that was well. */
  public void look(Roster roster, long nowNs) {
    if (!isOn()) {
      return;
    }
    Optional<String> news = alarm.look(roster, nowNs);
    if (news.isPresent() && (!hasTold || nowNs - quietUntilNs > 0)) {
      hasTold = true;
      quietUntilNs = nowNs + QUIET_NS;
      ScheduledFuture<?> _ = thread.schedule(() -> keep(news.get()), AFTERMATH_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void keep(String reason) {
    try {
      Recording recording = write(reason);
      LOG.info("flight recording {} ({} MB): {}", directory.resolve(recording.name), recording.bytes / 1_000_000, reason);
    } catch (IOException | RuntimeException e) {
      LOG.warn("no flight recording of \"{}\": {}", reason, String.valueOf(e.getMessage()));
    }
  }

  /** Freezes now, and says so in the log. */
  public void freeze(String reason) {
    if (isOn()) {
      thread.execute(() -> keep(reason));
    } else {
      LOG.warn("there is no flight recorder: the configuration has no flight section");
    }
  }

  /** Freezes now. Completes exceptionally with an {@link IOException} when the file cannot be written. */
  public CompletableFuture<Recording> request(String reason) {
    CompletableFuture<Recording> done = new CompletableFuture<>();
    thread.execute(() -> {
      try {
        done.complete(write(reason));
      } catch (IOException | RuntimeException e) {
        done.completeExceptionally(e);
      }
    });
    return done;
  }

  private Recording write(String reason) throws IOException {
    Instant now = time.instant();
    Files.createDirectories(directory);
    Path file = directory.resolve(flown.router + "-" + STAMP.format(now) + SUFFIX);
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    FrozenShard.Occasion occasion =
        new FrozenShard.Occasion(flown.router, "crosspoint " + flown.version, reason, now.toString(), flown.utcOffsetSeconds, flown.leadNs);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER_BYTES)) {
      for (ShardFlight flight : flown.flights.get()) {
        new Freeze(FrozenShard.of(flight, occasion), out).write();
      }
    } catch (IOException | RuntimeException failed) {
      Files.deleteIfExists(partial);
      throw failed;
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    prune();
    return new Recording(file.getFileName().toString(), Files.size(file), now);
  }

  private void prune() throws IOException {
    List<Recording> all = list();
    for (Recording old : all.subList(Math.min(choice.files(), all.size()), all.size())) {
      Files.deleteIfExists(directory.resolve(old.name));
    }
  }

  /** The files that there are, the newest first. */
  public List<Recording> list() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Recording> all = new ArrayList<>();
      for (Path file : files.filter(one -> one.toString().endsWith(SUFFIX) && Files.isRegularFile(one)).toList()) {
        all.add(new Recording(file.getFileName().toString(), Files.size(file), Files.getLastModifiedTime(file).toInstant()));
      }
      all.sort(Comparator.comparing(Recording::frozenAt).thenComparing(Recording::name).reversed());
      return all;
    }
  }

  /** Where a file is that {@link #list} has; empty for any other name. */
  public Optional<Path> find(String name) throws IOException {
    return list().stream().filter(recording -> recording.name.equals(name)).map(recording -> directory.resolve(recording.name)).findFirst();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
