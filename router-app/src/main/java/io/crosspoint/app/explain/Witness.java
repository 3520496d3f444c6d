package io.crosspoint.app.explain;

import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.control.Level;
import io.crosspoint.app.control.MatrixState;
import io.crosspoint.app.doctor.HostFacts;
import io.crosspoint.app.metrics.PlantTime;
import io.crosspoint.app.sdp.ClockClaim;
import io.crosspoint.app.source.RunningSources;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.engine.GroupMeter;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.engine.RunningShard;
import io.crosspoint.pipeline.engine.SendCounter;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.linux.Libc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the facts of a running router.
 *
 * <p><b>Thread:</b> {@link #observe} twice a second by the one that keeps house; {@link #explain} by any that may wait.
 */
public final class Witness {

  /**
   * What of the router is looked at, beside the router itself.
   *
   * @param claims what descriptions say of senders' clocks now, by input
   * @param matrix what stands where now
   * @param clockSource as in the file
   */
  public record View(
      PlantTime time,
      RunningSources sources,
      Supplier<MatrixState> matrix,
      EventLog events,
      Supplier<Map<String, ClockClaim>> claims,
      String clockSource) {}

  private final Router router;
  private final View view;
  private final Interfaces interfaces;
  private final InputWitness inputs;
  private final Tallies tallies;

  /**
   * @param alarms what is wrong with the clock of an input's sender, in words
   * @param nowNs monotonic time
   */
  public Witness(Router router, View view, HostFacts host, InputWitness.Alarms alarms, long nowNs) {
    this.router = router;
    this.view = view;
    this.interfaces = new Interfaces(host);
    this.inputs = new InputWitness(view, interfaces, alarms);
    this.tallies = new Tallies(nowNs);
  }

  /** @param nowNs monotonic time */
  public void observe(long nowNs) {
    tallies.observe(router, nowNs);
  }

  /**
   * Why there is, or is not, sound.
   *
   * @param channel from 1; 0 for the whole output
   * @param nowNs monotonic time
   * @return empty when there is no such output or channel
   */
  public Optional<Explanation> explain(String output, int channel, long nowNs) {
    return router.roster().output(output)
        .filter(found -> channel <= found.spec().format().channels())
        .map(found -> Chain.of(facts(found, channel, nowNs)));
  }

  private Facts facts(Roster.Output output, int channel, long nowNs) {
    Tallies.Window window = tallies.until(nowNs);
    List<Facts.Input> feeding = new ArrayList<>();
    crosspoints(output.spec().name(), channel).forEach((name, crosspoints) ->
        router.roster().input(name).ifPresent(input -> feeding.add(inputs.facts(input, output.shard(), crosspoints, window))));
    return new Facts(output.spec().name(), channel, window.seconds(), feeding, clock(), sent(output, channel, window));
  }

  /** By input what stands on the output, or on one channel of it. */
  private SortedMap<String, List<Facts.Crosspoint>> crosspoints(String name, int channel) {
    SortedMap<String, List<Facts.Crosspoint>> byInput = new TreeMap<>();
    MatrixState.Output output = view.matrix().get().outputs().get(name);
    if (output == null) {
      return byInput;
    }
    List<EventLog.Event> events = view.events().after(0, Integer.MAX_VALUE).reversed();
    output.heldOrAsked().keySet().stream()
        .filter(id -> channel == 0 || id.outputChannel() == channel)
        .forEach(id -> byInput.computeIfAbsent(id.input(), input -> new ArrayList<>()).add(crosspoint(id, output, events)));
    return byInput;
  }

  private static Facts.Crosspoint crosspoint(CrosspointId id, MatrixState.Output output, List<EventLog.Event> newestFirst) {
    Level held = output.held().get(id);
    Level asked = output.asked().get(id);
    Level shown = Objects.requireNonNullElse(held == null ? asked : held, Level.UNITY);
    String by = newestFirst.stream().filter(event -> isAbout(event, id)).findFirst().map(Witness::who).orElse("");
    return new Facts.Crosspoint(
        id.from(), id.to(), shown.gainDb(), shown.isMuted(), held != null || isSilenced(asked), asked != null, by);
  }

  /** What is muted has no place in a sum: render holds it by leaving it out. */
  private static boolean isSilenced(@Nullable Level asked) {
    return asked != null && asked.linear() == 0;
  }

  private static boolean isAbout(EventLog.Event event, CrosspointId id) {
    return event.details().get("changed") instanceof List<?> changed
        && changed.stream().anyMatch(one -> one instanceof Map<?, ?> change
            && id.from().equals(change.get("from")) && id.to().equals(change.get("to")));
  }

  private static String who(EventLog.Event event) {
    Object actor = event.details().get("actor");
    Object who = actor == null || actor.equals("") ? event.details().get("door") : actor;
    return who + " at " + event.time().replaceAll("\\.\\d+Z$", "Z");
  }

  private Facts.Clock clock() {
    ClockSnapshot clock = view.time().snapshot();
    return new Facts.Clock(
        view.clockSource(), clock.state().name().toLowerCase(Locale.ROOT), clock.reason(), clock.state().isUsable(),
        clock.state() == ClockState.HOLDOVER, clock.grandmaster() == 0 ? "" : clock.grandmasterText(), clock.errorBoundNs());
  }

  private Facts.Sent sent(Roster.Output output, int channel, Tallies.Window window) {
    OutputSpec spec = output.spec();
    List<Facts.Way> ways = spec.flows().stream().map(flow -> new Facts.Way(interfaces.of(flow.network(), flow.nic()), way(flow))).toList();
    Optional<GroupMeter> group =
        router.roster().groups().stream()
            .filter(one -> one.shard() == output.shard() && one.outputs().contains(spec.name()))
            .map(Roster.Group::meter)
            .findFirst();
    RunningShard shard = router.shards().stream().filter(one -> one.number() == output.shard()).findFirst().orElse(null);
    long refused = shard == null ? 0 : window.refused(shard);
    List<Integer> channels = channel > 0 ? List.of(channel - 1) : Levels.all(spec.format().channels());
    return new Facts.Sent(
        spec.name(), ways,
        group.map(meter -> window.count(meter.counters(), SendCounter.BATCHES)).orElse(0L),
        group.map(meter -> window.count(meter.counters(), SendCounter.SKIPPED) + window.count(meter.counters(), SendCounter.UNRENDERED))
            .orElse(0L),
        group.map(meter -> window.count(meter.counters(), SendCounter.LATE)).orElse(0L),
        window.seconds() * spec.format().rateHz() / spec.packetFrames(),
        group.map(meter -> meter.latenessNs().quantileNs(0.99)).orElse(0L),
        refused, refused > 0 && shard != null ? Libc.describe(shard.refusedErrno()) : "",
        Levels.of(output.peaks(), channels), window.count(output.counters(), OutputCounter.OVERLOADS));
  }

  private static String way(SendFlow flow) {
    return flow.destination().getHostAddress() + ":" + flow.port() + " on " + flow.nic().name() + " (TTL " + flow.ttl() + ", DSCP "
        + flow.dscp() + ")";
  }
}
