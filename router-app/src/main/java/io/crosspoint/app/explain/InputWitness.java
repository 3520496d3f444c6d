package io.crosspoint.app.explain;

import io.crosspoint.app.sdp.ClockClaim;
import io.crosspoint.app.sdp.ReferenceClock;
import io.crosspoint.app.source.RunningSources;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.convert.ConvertGauge;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.io.FlowCounter;
import io.crosspoint.pipeline.io.FlowMeter;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.place.InputGauge;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.source.PlayoutCounter;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpStatus;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The facts of one input. */
public final class InputWitness {

  /** What is wrong with the clock of an input's sender, in words. */
  public interface Alarms {
    List<String> of(InputSpec spec, ConvertMeter meter);
  }

  private final Witness.View view;
  private final Interfaces interfaces;
  private final Alarms alarms;

  InputWitness(Witness.View view, Interfaces interfaces, Alarms alarms) {
    this.view = view;
    this.interfaces = interfaces;
    this.alarms = alarms;
  }

  /** @param shard of the output */
  Facts.Input facts(Roster.Input input, int shard, List<Facts.Crosspoint> crosspoints, Tallies.Window window) {
    Roster.Place place =
        input.places().stream().filter(one -> one.shard() == shard).findFirst().orElseGet(() -> input.places().getFirst());
    InputSpec spec = input.spec();
    List<Facts.Leg> legs = new ArrayList<>();
    for (int leg = 0; leg < spec.flows().size(); leg++) {
      legs.add(leg(spec, spec.flows().get(leg), place.flows().get(leg), window));
    }
    InputMeter meter = place.meter();
    boolean isAlive = spec.source() != null || window.count(meter.counters(), InputCounter.PACKETS) > 0;
    List<Integer> channels =
        crosspoints.stream().map(one -> Integer.parseInt(one.from().substring(one.from().lastIndexOf('/') + 1)) - 1).distinct().toList();
    List<Double> levels = isAlive ? Levels.of(place.peaks(), channels) : List.of();
    if (spec.source() != null) {
      return new Facts.Input(spec.name(), legs, null, written(spec, place, window), null, null, levels, crosspoints);
    }
    Facts.Timing timing = spec.isRecovered() ? null : timing(spec, meter, window);
    return new Facts.Input(
        spec.name(), legs, stream(spec, meter, window), null, senderClock(spec, place), timing, levels, crosspoints);
  }

  private Facts.Leg leg(InputSpec spec, ReceiveFlow flow, FlowMeter meter, Tallies.Window window) {
    Inet4Address source = flow.source();
    return new Facts.Leg(
        interfaces.of(flow.network(), flow.nic()), flow.destination().getHostAddress() + ":" + flow.port(),
        flow.destination().isMulticastAddress(), source == null ? null : source.getHostAddress(),
        interfaces.membership(flow.nic(), flow.destination()), (double) spec.format().rateHz() / spec.packetFrames(),
        window.count(meter.counters(), FlowCounter.DATAGRAMS), meter.counters().get(FlowCounter.DATAGRAMS),
        window.count(meter.counters(), FlowCounter.FOREIGN_SOURCE),
        window.count(meter.counters(), FlowCounter.RING_FULL) + window.count(meter.counters(), FlowCounter.KERNEL_DROPS),
        window.count(meter.counters(), FlowCounter.TRUNCATED), meter.rejoins().get());
  }

  private Facts.Stream stream(InputSpec spec, InputMeter meter, Tallies.Window window) {
    boolean isKnown = meter.timing() != InputMeter.Timing.UNKNOWN;
    long address = meter.gauges().get(InputGauge.SOURCE_ADDRESS);
    String sender = !isKnown ? "" : "%d.%d.%d.%d, SSRC 0x%08x".formatted(
        address >> 24 & 0xFF, address >> 16 & 0xFF, address >> 8 & 0xFF, address & 0xFF, meter.gauges().get(InputGauge.SSRC));
    long silenceNs = isKnown && view.time().ptpNs().isPresent()
        ? view.time().ptpNs().getAsLong() - meter.gauges().get(InputGauge.LAST_ARRIVAL_PTP_NS)
        : -1;
    return new Facts.Stream(
        sender, spec.format().toString(), spec.payloadType(), spec.packetFrames(), meter.gauges().get(InputGauge.PACKET_FRAMES),
        spec.format().rateHz(), window.count(meter.counters(), InputCounter.PACKETS),
        window.count(meter.counters(), InputCounter.MALFORMED), window.count(meter.counters(), InputCounter.WRONG_PAYLOAD_TYPE),
        window.count(meter.counters(), InputCounter.WRONG_LENGTH), window.count(meter.counters(), InputCounter.UNTIMED),
        window.count(meter.counters(), InputCounter.EARLY), window.count(meter.counters(), InputCounter.STRAY),
        window.count(meter.counters(), InputCounter.FOREIGN_SENDER), silenceNs);
  }

  private static Facts.Timing timing(InputSpec spec, InputMeter meter, Tallies.Window window) {
    return new Facts.Timing(
        spec.linkOffsetFrames() * 1_000_000_000L / spec.format().rateHz(), meter.marginNs().minNs(),
        meter.marginNs().count() == 0 ? 0 : meter.marginNs().quantileNs(0.01),
        window.count(meter.counters(), InputCounter.LATE), window.count(meter.counters(), InputCounter.LOST),
        window.count(meter.counters(), InputCounter.REORDERED), window.count(meter.counters(), InputCounter.MISSING_FRAMES),
        (long) (window.seconds() * spec.format().rateHz()));
  }

  private Facts.@Nullable Written written(InputSpec spec, Roster.Place place, Tallies.Window window) {
    Optional<RunningSources.Running> running = view.sources().of(spec.name());
    if (running.isEmpty() || place.source() == null) {
      return null;
    }
    String status =
        running.get().source().status().entrySet().stream().limit(3).map(one -> one.getKey() + " " + one.getValue())
            .collect(Collectors.joining(", "));
    return new Facts.Written(
        running.get().plan().kind(), status, window.count(place.source().playoutCounters(), PlayoutCounter.HOLE_FRAMES),
        (long) (window.seconds() * spec.format().rateHz()));
  }

  private Facts.SenderClock senderClock(InputSpec spec, Roster.Place place) {
    ConvertMeter convert = place.convert();
    ClockClaim claim = view.claims().get().get(spec.name());
    List<String> wrong = new ArrayList<>(alarms.of(spec, convert));
    if (!spec.isRecovered() && place.meter().timing() == InputMeter.Timing.ARRIVAL) {
      wrong.add("its timestamps say nothing of the plant's clock: taken from arrivals");
    }
    boolean isKnown = convert.gauges().get(ConvertGauge.UNCERTAINTY_PPT) > 0;
    return new Facts.SenderClock(
        claim == null ? "" : words(claim), ours(), claim == null ? Facts.Relation.UNKNOWN : relation(claim), spec.isRecovered(),
        convert.state().name().toLowerCase(Locale.ROOT), isKnown ? convert.gauges().get(ConvertGauge.DRIFT_PPT) * 1e-6 : Double.NaN, wrong);
  }

  private Facts.Relation relation(ClockClaim claim) {
    ClockSnapshot clock = view.time().snapshot();
    return switch (claim.to(clock.grandmaster(), clock.domain(), isTraceable())) {
      case SAME -> Facts.Relation.SAME;
      case FOREIGN -> Facts.Relation.FOREIGN;
      case UNKNOWN -> Facts.Relation.UNKNOWN;
    };
  }

  private boolean isTraceable() {
    List<PtpClockSource> ports = view.time().ports();
    int selected = view.time().selectedPort();
    return selected >= 0 && selected < ports.size()
        && ports.get(selected).status().map(PtpStatus::parent).filter(parent -> parent.isTraceable()).isPresent();
  }

  private String ours() {
    ClockSnapshot clock = view.time().snapshot();
    return clock.grandmaster() == 0 ? "no grandmaster" : clock.grandmasterText() + " domain " + clock.domain();
  }

  private static String words(ClockClaim claim) {
    String masters = claim.masters().stream().map(ReferenceClock.Ptp::body).collect(Collectors.joining(", "));
    return switch (claim.kind()) {
      case PTP -> masters.isEmpty() ? "PTP" : masters;
      case TRACEABLE -> "traceable PTP";
      case OWN -> "a clock that is not PTP";
      case UNSAID -> "";
    };
  }
}
