package io.crosspoint.app.demo;

import io.crosspoint.app.cli.CommandFailure;
import io.crosspoint.app.config.Host;
import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.listen.Listener;
import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.app.talk.DurationText;
import io.crosspoint.app.talk.Faults;
import io.crosspoint.app.talk.Interruption;
import io.crosspoint.app.talk.IoOption;
import io.crosspoint.app.talk.StreamOptions;
import io.crosspoint.app.talk.Talker;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.engine.GroupMeter;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code router demo}. */
@Command(
    name = "demo",
    description = "Talk, route and listen on the loopback device, and check every sample: no privileges, network or PTP needed.",
    footer = {"", "Exit code 0 only when every route is bit-exact. Ctrl-C ends it with a summary."})
public final class DemoCommand implements Callable<Integer> {

  private static final long LEAD_NS = 500_000;
  private static final int MOST_TRIES = 15;
  private static final long STATUS_NS = 1_000_000_000L;

  @Option(names = "--duration", converter = DurationText.class, paramLabel = "TIME", description = "End by itself (default: Ctrl-C).")
  private @Nullable Long durationNs;

  @Option(
      names = "--link-offset",
      defaultValue = "20ms",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "Latency of the routes (default: ${DEFAULT-VALUE}; 3ms works where SCHED_FIFO is granted).")
  private long linkOffsetNs;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private IoOption packetIo;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    Nic nic = loopback();
    DemoPlant plant = new DemoPlant(nic, FreePorts.find(nic.address(), DemoPlant.portsNeeded()), linkOffsetFrames());
    PipelineSpec pipeline = new PipelineSpec(1, PipelineSpec.Stages.FUSED, LEAD_NS, -1, packetIo.wanted());
    try (Interruption interruption = new Interruption();
        LocalClockSource clock = new LocalClockSource(HostClocks.ofThisHost())) {
      clock.start();
      try (Router router = new Router(plant.spec(), pipeline, clock, new SocketIo(pipeline.packetIo()));
          Talker talker = talker(plant, clock, pipeline)) {
        introduce(plant, pipeline);
        talker.start();
        router.start();
        router.warnings().forEach(warning -> out().println("note: " + warning));
        try (Listener trial = listener(plant, clock, pipeline)) {
          settle(trial, interruption);
        }
        return interruption.finish(judge(plant, clock, pipeline, router, interruption));
      }
    } catch (UncheckedIOException refused) {
      throw CommandFailure.atRunTime(String.valueOf(refused.getMessage()));
    }
  }

  private static Listener listener(DemoPlant plant, LocalClockSource clock, PipelineSpec pipeline) {
    return new Listener(plant.listening(), plant.analysers(), clock.cell(), new SocketIo(pipeline.packetIo()));
  }

  /** Until a second has gone by without trouble: code that has just been loaded is slow, and Netty's far slower. */
  private static void settle(Listener trial, Interruption interruption) {
    trial.start();
    long before = -1;
    for (int tries = 0; tries < MOST_TRIES && !interruption.await(STATUS_NS); tries++) {
      long troubles = DemoStatus.troubles(trial.reports());
      if (troubles >= 0 && troubles == before) {
        return;
      }
      before = troubles;
    }
  }

  private int judge(DemoPlant plant, LocalClockSource clock, PipelineSpec pipeline, Router router, Interruption interruption) {
    try (Listener listener = listener(plant, clock, pipeline)) {
      listener.start();
      watch(listener, router, plant, interruption);
      listener.stop();
      DemoStatus status = status(listener, router, plant);
      out().print(status.summary());
      out().flush();
      return status.isGood() ? 0 : 1;
    }
  }

  /** A status line a second, until the time is over or an end is requested. */
  private void watch(Listener listener, Router router, DemoPlant plant, Interruption interruption) {
    long beganNs = System.nanoTime();
    long endNs = durationNs == null ? Long.MAX_VALUE : durationNs;
    long elapsedNs = 0;
    while (elapsedNs < endNs && !interruption.await(Math.min(STATUS_NS, endNs - elapsedNs))) {
      elapsedNs = System.nanoTime() - beganNs;
      router.maintain(System.nanoTime());
      out().println(status(listener, router, plant).line(elapsedNs / 1_000_000_000L));
      out().flush();
    }
  }

  private static DemoStatus status(Listener listener, Router router, DemoPlant plant) {
    List<GroupMeter> groups = router.shards().stream().flatMap(shard -> shard.groupMeters().stream()).toList();
    return new DemoStatus(listener.reports(), groups, plant.linkOffsetFrames());
  }

  private void introduce(DemoPlant plant, PipelineSpec pipeline) {
    out().printf(Locale.ROOT, "%d stereo L24 inputs, %d outputs, on %s (%s), link offset %d frames, %s packet io; Ctrl-C ends it%n",
        DemoPlant.INPUTS, DemoPlant.ROUTES.size(), plant.nic().address().getHostAddress(), plant.nic().name(), plant.linkOffsetFrames(),
        pipeline.packetIo().name().toLowerCase(Locale.ROOT));
    out().flush();
  }

  private static Talker talker(DemoPlant plant, LocalClockSource clock, PipelineSpec pipeline) {
    CounterPattern pattern = new CounterPattern(DemoPlant.FORMAT.encoding());
    return new Talker(plant.talk(), pattern, Faults.NONE, Long.MAX_VALUE, clock.cell(), new SocketIo(pipeline.packetIo()));
  }

  private static Nic loopback() {
    Host.Device device =
        new ThisHost().device("127.0.0.1").orElseThrow(() -> CommandFailure.atRunTime("this host has no loopback device with 127.0.0.1"));
    return new Nic(device.name(), device.index(), (Inet4Address) InetAddress.getLoopbackAddress());
  }

  private int linkOffsetFrames() {
    int rateHz = DemoPlant.FORMAT.rateHz();
    long frames = (linkOffsetNs * rateHz + 999_999_999L) / 1_000_000_000L;
    return StreamOptions.within("--link-offset in frames", Math.clamp(frames, -1, Integer.MAX_VALUE), 96, rateHz);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
