package io.crosspoint.app.cli;

import io.crosspoint.app.flight.FlightFileException;
import io.crosspoint.app.flight.PacketListener;
import io.crosspoint.app.flight.Replay;
import io.crosspoint.app.flight.ReplayReport;
import io.crosspoint.app.flight.SentPackets;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    description = {
      "Make the outputs of a flight recording again, on any machine, and say whether they are what was sent, bit for bit; then what was"
          + " late, lost or skipped, when and why.",
      "Ends with 1 when a packet differs."
    })
final class ReplayCommand implements Callable<Integer> {

  private static final int BUFFER_BYTES = 1 << 20;

  @Parameters(paramLabel = "FILE", description = "A flight recording (.pcapng).")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--write", paramLabel = "OUT",
      description = "Also write every packet that the outputs sent to this pcapng file, at its deadline. Replaced when it is there.")
  private @Nullable Path out;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    long beganNs = System.nanoTime();
    try {
      ReplayReport report = run();
      PrintWriter to = spec.commandLine().getOut();
      report.lines().forEach(to::println);
      double tookS = (System.nanoTime() - beganNs) / 1e9;
      to.printf(Locale.ROOT, "replayed in %.1f s, %.1f times real time%n", tookS, report.audioNs() / 1e9 / tookS);
      to.flush();
      return report.isExact() ? 0 : 1;
    } catch (FlightFileException e) {
      throw CommandFailure.badInput(file + ": " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw CommandFailure.badInput(file + ": there is no such file");
    } catch (IOException e) {
      throw CommandFailure.atRunTime(file + ": " + e.getMessage());
    }
  }

  private ReplayReport run() throws IOException {
    Path to = out;
    if (to == null) {
      return Replay.of(file, PacketListener.NONE);
    }
    try (SentPackets sent = new SentPackets(new BufferedOutputStream(Files.newOutputStream(to), BUFFER_BYTES))) {
      return Replay.of(file, sent);
    }
  }
}
