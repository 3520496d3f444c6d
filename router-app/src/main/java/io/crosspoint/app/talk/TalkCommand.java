package io.crosspoint.app.talk;

import io.crosspoint.app.cli.CommandFailure;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.send.StreamIdentity;
import io.crosspoint.ptp.clock.ClockSource;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code router talk}. */
@Command(
    name = "talk",
    description = "Send RTP test streams at exact times, with faults on request.",
    footer = {"", "Multicast is not looped back: a listener on this host hears it only on the device lo."})
public final class TalkCommand implements Callable<Integer> {

  private static final long CLOCK_PATIENCE_NS = 60_000_000_000L;

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
      required = true,
      converter = AddressText.class,
      paramLabel = "ADDRESS",
      description = "Multicast group, or a unicast host.")
  @SuppressWarnings("NullAway.Init")
  private Inet4Address destination;

  @Option(names = "--pattern", defaultValue = "counter", paramLabel = "P", description = "counter (what listen checks) or sine.")
  @SuppressWarnings("NullAway.Init")
  private String pattern;

  @Option(names = "--ssrc", paramLabel = "N", description = "SSRC of the first stream (default: derived from the destination).")
  private @Nullable Long ssrc;

  @Option(names = "--sequence", defaultValue = "0", paramLabel = "N", description = "Added to every sequence number.")
  private int sequence;

  @Option(names = "--timestamp-offset", defaultValue = "0", paramLabel = "N", description = "Added to every timestamp (mediaclk:direct).")
  private long timestampOffset;

  @Option(names = "--ppm", defaultValue = "0", paramLabel = "PPM", description = "How much too fast the talker's own media clock runs.")
  private double ppm;

  @Option(
      names = "--delay",
      defaultValue = "0ms",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "Every packet leaves this much after its proper time.")
  private long delayNs;

  @Option(names = "--duration", converter = DurationText.class, paramLabel = "TIME", description = "End by itself (default: Ctrl-C).")
  private @Nullable Long durationNs;

  @Option(names = "--source-port", defaultValue = "0", paramLabel = "PORT", description = "Local port (default: any).")
  private int sourcePort;

  @Option(names = "--ttl", defaultValue = "16", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int ttl;

  @Option(names = "--dscp", defaultValue = "34", paramLabel = "N", description = "Default: ${DEFAULT-VALUE} (AF41).")
  private int dscp;

  @Option(names = "--loss", defaultValue = "0", paramLabel = "PERCENT", description = "Packets never sent.")
  private double lossPercent;

  @Option(names = "--duplicate", defaultValue = "0", paramLabel = "PERCENT", description = "Packets sent twice.")
  private double duplicatePercent;

  @Option(names = "--reorder", defaultValue = "0", paramLabel = "PERCENT", description = "Packets that the next one overtakes.")
  private double reorderPercent;

  @Option(
      names = "--jitter",
      defaultValue = "0ms",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "Each packet is held back by a random time up to this.")
  private long jitterNs;

  @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of the faults.")
  private long seed;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    Nic nic = stream.nic();
    TalkPlan plan = plan(nic);
    PrintWriter out = spec.commandLine().getOut();
    try (Interruption interruption = new Interruption();
        ClockSource source = clock.start(nic.name())) {
      if (!ClockOptions.awaitUsable(source, CLOCK_PATIENCE_NS, interruption)) {
        throw CommandFailure.atRunTime("no clock: " + source.snapshot().reason());
      }
      Talker talker = new Talker(plan, signal(), faults(), packetLimit(plan), source.cell(), new SocketIo(io.wanted()));
      try (talker) {
        out.printf(Locale.ROOT, "talking: %d stream(s) of %s, %d frames a packet, to %s port %d on %s%n",
            plan.streams(), plan.format(), plan.packetFrames(), destination.getHostAddress(), plan.port(), nic.name());
        out.flush();
        talker.start();
        boolean isOver = false;
        while (!isOver) {
          isOver = !talker.isRunning() || interruption.await(50_000_000L);
        }
      }
      return interruption.finish(summarise(talker, out));
    } catch (UncheckedIOException refused) {
      throw CommandFailure.atRunTime(String.valueOf(refused.getMessage()));
    }
  }

  private int summarise(Talker talker, PrintWriter out) {
    Distribution lateness = talker.latenessNs();
    out.printf(Locale.ROOT, "sent %d datagrams, refused %d, skipped %d; deadline to send call p50 %.1f us, p99 %.1f us, max %.1f us%n",
        talker.sentDatagrams(), talker.refusedDatagrams(), talker.skippedPackets(),
        lateness.quantileNs(0.5) / 1e3, lateness.quantileNs(0.99) / 1e3, Math.max(0, lateness.maxNs()) / 1e3);
    out.flush();
    return talker.sentDatagrams() > 0 ? 0 : 1;
  }

  private TalkPlan plan(Nic nic) {
    long first = ssrc != null ? ssrc : StreamIdentity.ssrcOf("talk " + destination.getHostAddress() + ":" + stream.port());
    return new TalkPlan(
        nic,
        destination,
        stream.port(),
        stream.streams(),
        stream.format(),
        stream.sendablePacketFrames(),
        stream.payloadType(),
        (int) first,
        sequence,
        (int) timestampOffset,
        ppm,
        delayNs,
        StreamOptions.within("--source-port", sourcePort, 0, 65_535),
        StreamOptions.within("--ttl", ttl, 1, 255),
        StreamOptions.within("--dscp", dscp, 0, 63));
  }

  private TestSignal signal() {
    return switch (pattern) {
      case "counter" -> new CounterPattern(stream.encoding());
      case "sine" -> new SineSignal(stream.format());
      default -> throw CommandFailure.badInput("--pattern is counter or sine, not " + pattern);
    };
  }

  private Faults faults() {
    return new Faults(
        share("--loss", lossPercent),
        share("--duplicate", duplicatePercent),
        share("--reorder", reorderPercent),
        Math.max(0, jitterNs),
        seed);
  }

  private static double share(String option, double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw CommandFailure.badInput(option + " is a percentage, 0 to 100, but is " + percent);
    }
    return percent / 100;
  }

  private long packetLimit(TalkPlan plan) {
    return durationNs == null ? Long.MAX_VALUE : Math.max(1, durationNs / (plan.packetFrames() * 1_000_000_000L / plan.format().rateHz()));
  }
}
