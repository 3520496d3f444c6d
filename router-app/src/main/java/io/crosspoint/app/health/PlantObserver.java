package io.crosspoint.app.health;

import io.crosspoint.app.health.PlantFacts.Alarm;
import io.crosspoint.app.health.PlantFacts.Leg;
import io.crosspoint.app.health.PlantFacts.Link;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertCounter;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.engine.RunningShard;
import io.crosspoint.pipeline.engine.SendCounter;
import io.crosspoint.pipeline.io.FlowCounter;
import io.crosspoint.pipeline.io.FlowMeter;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.ProgrammeMeter;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.source.PlayoutCounter;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Reads a running router's counters into {@link PlantFacts}. One thread's. */
public final class PlantObserver {

  private final Router router;
  private final Map<String, Nic> networks;
  private final ProgrammeMeters programmes;
  private final NetworkLinks links;
  private final Predicate<String> isRouted;

  /**
   * @param networks of the file, by name
   * @param isRouted whether crosspoints lead to the output of a name
   */
  public PlantObserver(
      Router router, Map<String, Nic> networks, ProgrammeMeters programmes, NetworkLinks links, Predicate<String> isRouted) {
    this.router = router;
    this.networks = Map.copyOf(networks);
    this.programmes = programmes;
    this.links = links;
    this.isRouted = isRouted;
  }

  /** As of now. */
  public PlantFacts observe(ClockSnapshot clock) {
    Map<String, Boolean> up = new HashMap<>();
    networks.values().forEach(nic -> up.computeIfAbsent(nic.name(), links::isUp));
    Roster roster = router.roster();
    List<String> dead = new ArrayList<>();
    for (RunningShard shard : router.shards()) {
      shard.hotThreads().stream().filter(thread -> !thread.isAlive()).map(Thread::getName).forEach(dead::add);
    }
    boolean isHeld = clock.state() == ClockState.HOLDOVER;
    String words = clock.state().name().toLowerCase(Locale.ROOT) + ": " + clock.reason();
    return new PlantFacts(
        new PlantFacts.Clock(clock.state().isUsable(), isHeld, words, clock.grandmaster()),
        networks.entrySet().stream().map(entry -> link(entry.getKey(), entry.getValue(), up)).toList(),
        roster.inputs().stream().map(input -> input(input, up)).toList(),
        roster.outputs().stream().map(output -> output(roster, output, up)).toList(),
        dead);
  }

  private static Link link(String network, Nic nic, Map<String, Boolean> up) {
    return new Link(network, up.getOrDefault(nic.name(), true));
  }

  private PlantFacts.Input input(Roster.Input input, Map<String, Boolean> up) {
    List<Leg> legs = new ArrayList<>();
    for (int i = 0; i < input.spec().flows().size(); i++) {
      ReceiveFlow flow = input.spec().flows().get(i);
      int leg = i;
      long datagrams =
          input.places().stream().map(Roster.Place::flows).mapToLong(flows -> flows.get(leg).counters().get(FlowCounter.DATAGRAMS)).sum();
      legs.add(new Leg(link(flow.network(), flow.nic(), up), datagrams));
    }
    boolean isSource = input.spec().source() != null;
    long missing = isSource ? sum(input, PlantObserver::holes)
        : sum(input, place -> counts(place, InputCounter.MISSING_FRAMES) + place.convert().counters().get(ConvertCounter.MISSING_FRAMES));
    return new PlantFacts.Input(
        input.slot(), input.spec().name(), isSource, legs,
        sum(input, place -> counts(place, InputCounter.PACKETS)),
        missing,
        sum(input, place -> counts(place, InputCounter.LOST)),
        sum(input, PlantObserver::dropped),
        sum(input, place -> counts(place, InputCounter.MALFORMED, InputCounter.WRONG_LENGTH, InputCounter.WRONG_PAYLOAD_TYPE)),
        sum(input, place -> counts(place, InputCounter.FOREIGN_SENDER)),
        input.places().stream().limit(1).flatMap(place -> alarms(place.convert()).stream()).toList());
  }

  private static long sum(Roster.Input input, ToLongFunction<Roster.Place> count) {
    return input.places().stream().mapToLong(count).sum();
  }

  private static long counts(Roster.Place place, InputCounter... counters) {
    long sum = 0;
    for (InputCounter counter : counters) {
      sum += place.meter().counters().get(counter);
    }
    return sum;
  }

  private static long holes(Roster.Place place) {
    return place.source() == null ? 0 : place.source().playoutCounters().get(PlayoutCounter.HOLE_FRAMES);
  }

  private static long dropped(Roster.Place place) {
    long sum = 0;
    for (FlowMeter flow : place.flows()) {
      Counters<FlowCounter> counters = flow.counters();
      sum += counters.get(FlowCounter.RING_FULL) + counters.get(FlowCounter.KERNEL_DROPS) + counters.get(FlowCounter.TRUNCATED);
    }
    return sum;
  }

  private static List<Alarm> alarms(ConvertMeter meter) {
    List<Alarm> alarms = new ArrayList<>();
    for (ConvertAlarm alarm : ConvertAlarm.values()) {
      if (meter.has(alarm)) {
        alarms.add(alarm(alarm));
      }
    }
    if (meter.state() == ConvertMeter.State.ACQUIRING) {
      alarms.add(new Alarm(Domain.SYNCHRONISATION, Verdict.partial("its clock is being measured")));
    }
    return alarms;
  }

  private static Alarm alarm(ConvertAlarm alarm) {
    return switch (alarm) {
      case NOT_ON_PTP -> new Alarm(Domain.SYNCHRONISATION, Verdict.partial("declared to be on PTP, but drifts"));
      case FAST_DRIFT -> new Alarm(Domain.SYNCHRONISATION, Verdict.partial("its clock is far off"));
      case WRONG_RATE -> new Alarm(Domain.SYNCHRONISATION, Verdict.unhealthy("it has another sample rate than declared; muted"));
      case RESTARTED -> new Alarm(Domain.SYNCHRONISATION, Verdict.partial("its timestamps began anew"));
      case UNSTABLE -> new Alarm(Domain.SYNCHRONISATION, Verdict.unhealthy("its timestamps keep beginning anew; muted"));
      case APART -> new Alarm(Domain.SYNCHRONISATION, Verdict.partial("its clock is not that of the other streams of its device"));
      case STARVED -> new Alarm(Domain.CONNECTION, Verdict.unhealthy("audio did not come in time; silence"));
      case DATA -> new Alarm(Domain.ESSENCE, Verdict.unhealthy("carries coded audio or data, which cannot be resampled; muted"));
    };
  }

  private PlantFacts.Output output(Roster roster, Roster.Output output, Map<String, Boolean> up) {
    long batches = 0;
    long late = 0;
    long omitted = 0;
    for (Roster.Group group : roster.groups()) {
      if (group.shard() == output.shard() && group.outputs().contains(output.spec().name())) {
        Counters<SendCounter> counters = group.meter().counters();
        batches = counters.get(SendCounter.BATCHES);
        late = counters.get(SendCounter.LATE);
        omitted = counters.get(SendCounter.SKIPPED) + counters.get(SendCounter.UNRENDERED);
      }
    }
    String name = output.spec().name();
    long quietNs = programmes.output(output.slot()).map(ProgrammeMeter::levels).map(levels -> levels.silenceNs()).orElse(0L);
    return new PlantFacts.Output(
        output.slot(), name, output.spec().flows().stream().map(flow -> link(flow.network(), flow.nic(), up)).toList(),
        isRouted.test(name), batches, late, omitted, router.shards().get(output.shard()).refusedDatagrams(),
        output.counters().get(OutputCounter.SILENT_FRAMES), output.counters().get(OutputCounter.OVERLOADS), quietNs);
  }
}
