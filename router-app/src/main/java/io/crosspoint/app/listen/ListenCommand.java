package io.crosspoint.app.listen;

import io.crosspoint.app.cli.CommandFailure;
import io.crosspoint.app.listen.StreamAnalyser.Expectation;
import io.crosspoint.app.listen.StreamAnalyser.PatternExpectation;
import io.crosspoint.app.talk.AddressText;
import io.crosspoint.app.talk.ClockOptions;
import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.app.talk.Destinations;
import io.crosspoint.app.talk.DurationText;
import io.crosspoint.app.talk.Interruption;
import io.crosspoint.app.talk.IoOption;
import io.crosspoint.app.talk.StreamOptions;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.ptp.clock.ClockSource;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code router listen}. */
@Command(
    name = "listen",
    description = "Analyse RTP streams on the wire: continuity, timing against the clock, levels, and bit-exactness of talk's pattern.",
    footer = {"", "Exit code 1 when the verdict on any stream is bad."})
public final class ListenCommand implements Callable<Integer> {

  private static final long CLOCK_PATIENCE_NS = 60_000_000_000L;
  private static final long FOR_EVER_NS = Long.MAX_VALUE;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private StreamOptions stream;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ClockOptions clock;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private IoOption io;

  @Option(
      names = {"--group", "--host"},
      converter = AddressText.class,
      split = ",",
      paramLabel = "ADDRESS",
      description = "Multicast groups; without, unicast to the interface's own address.")
  private List<Inet4Address> groups = new ArrayList<>();

  @Option(names = "--source", converter = AddressText.class, paramLabel = "ADDRESS", description = "Only this sender (SSM).")
  private @Nullable Inet4Address sender;

  @Option(names = "--timestamp-offset", paramLabel = "N", description = "mediaclk:direct of the streams (default: found).")
  private @Nullable Long timestampOffset;

  @Option(names = "--duration", converter = DurationText.class, paramLabel = "TIME", description = "End by itself (default: Ctrl-C).")
  private @Nullable Long durationNs;

  @Option(names = "--expect", paramLabel = "PATTERN", description = "counter: check every sample against what talk sends.")
  private @Nullable String expect;

  @Option(names = "--json", description = "One JSON object for each stream, one a line.")
  private boolean isJson;

  @Option(names = "--hdr", paramLabel = "FILE", description = "Write the departures of all streams as an HdrHistogram percentile table.")
  private @Nullable Path hdrFile;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    Nic nic = stream.nic();
    List<InputSpec> inputs = inputs(nic);
    List<StreamAnalyser> analysers = inputs.stream().map(input -> new StreamAnalyser(expectation(input))).toList();
    try (Interruption interruption = new Interruption();
        ClockSource source = clock.start(nic.name())) {
      if (!ClockOptions.awaitUsable(source, CLOCK_PATIENCE_NS, interruption)) {
        throw CommandFailure.atRunTime("no clock: " + source.snapshot().reason());
      }
      Listener listener = new Listener(inputs, analysers, source.cell(), new SocketIo(io.wanted()));
      try (listener) {
        listener.start();
        interruption.await(durationNs == null ? FOR_EVER_NS : durationNs);
      }
      return interruption.finish(print(listener.reports(), analysers));
    } catch (UncheckedIOException refused) {
      throw CommandFailure.atRunTime(String.valueOf(refused.getMessage()));
    }
  }

  private List<InputSpec> inputs(Nic nic) {
    List<Inet4Address> first = groups.isEmpty() ? List.of(nic.address()) : groups;
    if (first.size() > 1 && stream.streams() > 1) {
      throw CommandFailure.badInput("either several groups or --streams, not both");
    }
    List<InputSpec> inputs = new ArrayList<>();
    for (Inet4Address address : first) {
      for (int i = 0; i < stream.streams(); i++) {
        inputs.add(input(nic, Destinations.address(address, i), Destinations.port(address, stream.port(), i)));
      }
    }
    return inputs;
  }

  private InputSpec input(Nic nic, Inet4Address destination, int port) {
    String title = destination.getHostAddress() + ":" + port;
    ReceiveFlow flow = new ReceiveFlow("listen", nic, destination, port, sender);
    return new InputSpec(title, List.of(flow), stream.format(), stream.packetFrames(), stream.payloadType(), null, 0);
  }

  private Expectation expectation(InputSpec input) {
    Integer offset = timestampOffset == null ? null : (int) (long) timestampOffset;
    PatternExpectation pattern = null;
    if (expect != null) {
      if (!expect.equals("counter")) {
        throw CommandFailure.badInput("--expect is counter, not " + expect);
      }
      CounterPattern counter = new CounterPattern(stream.encoding());
      pattern = new PatternExpectation(counter, new UntouchedAudio(counter));
    }
    return new Expectation(input.name(), input.format(), input.packetFrames(), input.payloadType(), offset, pattern);
  }

  private int print(List<StreamReport> reports, List<StreamAnalyser> analysers) {
    PrintWriter out = spec.commandLine().getOut();
    boolean isGood = !reports.isEmpty();
    for (StreamReport report : reports) {
      out.println(isJson ? ReportText.json(report) : ReportText.text(report));
      isGood &= report.failures().isEmpty();
    }
    out.flush();
    if (hdrFile != null) {
      writeHistogram(hdrFile, analysers);
    }
    return isGood ? 0 : 1;
  }

  private static void writeHistogram(Path file, List<StreamAnalyser> analysers) {
    Histogram all = new Histogram(2);
    analysers.forEach(analyser -> all.add(analyser.departures().positive()));
    try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
      all.outputPercentileDistribution(out, 1000.0);
    } catch (IOException e) {
      throw CommandFailure.atRunTime("cannot write " + file + ": " + e.getMessage());
    }
  }
}
