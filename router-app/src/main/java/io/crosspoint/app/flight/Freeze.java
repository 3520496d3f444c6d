package io.crosspoint.app.flight;

import io.crosspoint.pipeline.event.Installation;
import io.crosspoint.pipeline.flight.CheckLog;
import io.crosspoint.pipeline.flight.EventLog;
import io.crosspoint.pipeline.flight.FlightLog;
import io.crosspoint.pipeline.matrix.RouteTable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;

/**
 * Writes what the recorder of one shard holds as a section of a file, while it goes on. The oldest of it may be overwritten meanwhile, so
 * an eighth of it is left out.
 *
 * <p><b>Thread:</b> any that may block.
 */
final class Freeze {

  /** The writer of a log may write this part of it before the oldest record that is read is gone. */
  private static final int SPARE_PART = 8;

  private static final byte[] NOTHING = {};

  private final FrozenShard shard;
  private final OutputStream out;
  private final EventLog log;
  private final FlightLog.Cursor events;
  private final FlightLog.Cursor checks;
  private boolean hasCheck;
  private RouteTable routes;

  Freeze(FrozenShard shard, OutputStream out) {
    this.shard = shard;
    this.out = out;
    this.log = shard.flight().recorder().events();
    FlightLog checkLog = shard.flight().recorder().checks().log();
    this.events = log.log().cursor(log.log().capacityBytes() / SPARE_PART);
    this.checks = checkLog.cursor(checkLog.capacityBytes() / SPARE_PART);
    this.hasCheck = checks.next();
    this.routes = shard.flight().begin();
  }

  /**
   * Ends where the log ended when it began to be read, so that a slow disk does not chase a busy ring for ever.
   *
   * @return number of events written
   */
  long write() throws IOException {
    long end = log.log().publishedBytes();
    long from = firstCommand();
    FlightFileWriter to = null;
    long written = 0;
    while (events.position() < end && events.next()) {
      if (to == null && isBeginning(from)) {
        routes = routesBefore(EventLog.commandsBefore(events.contents()));
        to = new FlightFileWriter(out, shard.plan(routes));
      }
      if (to != null) {
        to.event(events.kind(), events.contents(), more());
        written++;
      }
    }
    if (events.isOvertaken()) {
      throw new IOException("the disk is slower than the audio: the recording was overtaken after " + written + " events");
    }
    return written;
  }

  /** Of the commands that the recording may begin before: those that are kept, and behind the newest that brought or took streams. */
  private long firstCommand() {
    long first = Math.max(0, log.commands() - EventLog.COMMANDS + 1);
    for (long number = log.commands() - 1; number >= first; number--) {
      if (log.command(number) instanceof Installation) {
        return number + 1;
      }
    }
    return first;
  }

  /** A TRANSMIT knows how many commands stood before it. */
  private boolean isBeginning(long firstCommand) {
    return events.kind() == EventLog.TRANSMIT && EventLog.commandsBefore(events.contents()) >= firstCommand;
  }

  private RouteTable routesBefore(long command) {
    for (long number = command - 1; number >= Math.max(0, log.commands() - EventLog.COMMANDS); number--) {
      if (log.command(number) instanceof RouteTable table) {
        return table;
      }
    }
    return shard.flight().begin();
  }

  private byte[] more() {
    return switch (events.kind()) {
      case EventLog.COMMAND -> command(EventLog.commandNumber(events.contents()));
      case EventLog.TRANSMIT -> checksums(events.contents());
      default -> NOTHING;
    };
  }

  private byte[] command(long number) {
    if (log.command(number) instanceof RouteTable table) {
      byte[] text = CommandText.of(routes, table, shard.numbers());
      routes = table;
      return text;
    }
    return NOTHING;
  }

  /** Both logs number the TRANSMITs alike. The newest may not be rendered yet: it has no checksums then. */
  private byte[] checksums(MemorySegment transmit) {
    long number = EventLog.transmitNumber(transmit);
    while (hasCheck && CheckLog.number(checks.contents()) < number) {
      hasCheck = checks.next();
    }
    return hasCheck && CheckLog.number(checks.contents()) == number ? CheckLog.checksums(checks.contents()) : NOTHING;
  }
}
