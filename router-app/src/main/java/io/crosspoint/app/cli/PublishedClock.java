package io.crosspoint.app.cli;

import io.crosspoint.app.config.ClockChoice.Publication;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.SharedClock;
import io.crosspoint.ptp.usrvclock.UsrvclockServer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our clock for other processes of this host: as an overlay while it is LOCKED or in HOLDOVER, and as a mapped file, which carries the
 * state and is written ten times a second, so that a reader who sees its sequence stand still knows that the router is gone.
 *
 * <p><b>Thread:</b> {@link #start} and {@link #close} by one owner.
 */
final class PublishedClock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedClock.class);
  private static final Duration WRITE_EVERY = Duration.ofMillis(100);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Publication where;
  private final ClockSource clock;
  private @Nullable UsrvclockServer server;
  private @Nullable Thread writer;

  PublishedClock(Publication where, ClockSource clock) {
    this.where = where;
    this.clock = clock;
  }

  /** @throws CommandFailure when a path cannot be had */
  void start() {
    Path file = where.file();
    if (file != null) {
      try {
        SharedClock shared = SharedClock.writer(file);
        writer = Thread.ofPlatform().name("clock file").daemon().start(() -> write(shared));
        LOG.info("clock published in {}", file);
      } catch (IOException e) {
        throw CommandFailure.atRunTime("cannot publish the clock (clock.publish.file): " + why(e));
      }
    }
    Path socket = where.usrvclock();
    if (socket != null) {
      UsrvclockServer opened = new UsrvclockServer(socket, clock);
      try {
        opened.start();
        server = opened;
        LOG.info("clock published as an overlay at {}", socket);
      } catch (IOException e) {
        throw CommandFailure.atRunTime("cannot publish the clock (clock.publish.usrvclock): " + why(e));
      }
    }
  }

  /** Some exceptions of the file system say nothing but the path. */
  private static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + " is in a directory that does not exist";
      case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  private void write(SharedClock shared) {
    try (shared) {
      ClockReading now = new ClockReading();
      try {
        while (true) {
          if (clock.cell().read(now)) {
            shared.write(now);
          }
          Thread.sleep(WRITE_EVERY);
        }
      } catch (InterruptedException e) {
        // Only close() interrupts. Who has the file mapped must not go on with a clock that nobody keeps.
        now.setListening("stopped");
        shared.write(now);
      }
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (writer == null) {
      return;
    }
    writer.interrupt();
    try {
      if (!writer.join(CLOSE_TIMEOUT)) {
        LOG.warn("clock file: thread did not end within {} ms", CLOSE_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
