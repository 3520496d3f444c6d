package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Timelines;
import io.crosspoint.pipeline.pcm.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds what convert needs for streams that come (the kernels too, which take milliseconds) and says what it no longer needs for those
 * that go. What is collected here goes to convert with the next {@link #take}.
 *
 * <p><b>Thread:</b> control's.
 */
public final class ConvertParts implements Timelines {

  /** What an input may keep beyond its link offset: early packets, and packets that are long. */
  private static final long HISTORY_NS = 60_000_000;
  /** By how much outputs of one rate may differ in when they are rendered: their packet times. */
  private static final long REACH_NS = 40_000_000;
  /** Of senders on one clock, how much longer the link offset of one that comes later may be. */
  private static final long LATER_REACH_NS = 200_000_000;
  /** Room for outputs that come later with longer packets. */
  private static final long LONGEST_PACKET_NS = 10_000_000;

  private final int mostInputs;
  private final long aheadNs;
  private final Interpolator interpolator;
  private final Map<Integer, Known> inputs = new TreeMap<>();
  /** By output rate. */
  private final Map<Integer, ConvertChange.Bank> banks = new TreeMap<>();
  private final Map<Rates, Kernel> kernels = new HashMap<>();
  /** By the nominal rate of senders on clocks of their own. */
  private final Map<Integer, Device> devices = new TreeMap<>();
  private final List<SenderClocks> newSenders = new ArrayList<>();
  private final List<ConvertChange.Input> newInputs = new ArrayList<>();
  private final List<ConvertChange.Converter> newConverters = new ArrayList<>();
  private final List<ConvertChange.Reading> newReadings = new ArrayList<>();
  private final List<ConvertChange.Group> newGroups = new ArrayList<>();

  private record Rates(int fromHz, int toHz) {}

  /** An input that is there. */
  private static final class Known {
    final InputSpec spec;
    final Timeline placed;
    final ConvertMeter meter;
    final Map<Integer, InputConverter> converters = new HashMap<>();
    boolean isKept;
    SourceStream stream;

    Known(InputSpec spec, Timeline placed, ConvertMeter meter, boolean isKept, SourceStream stream) {
      this.spec = spec;
      this.placed = placed;
      this.meter = meter;
      this.isKept = isKept;
      this.stream = stream;
    }
  }

  /** The clocks of senders of one nominal rate, the output rates that they are read at, and how far back. */
  private static final class Device {
    final SenderClocks senders;
    final List<SenderReading.Spec> readings = new ArrayList<>();
    final List<SenderClock> clocks = new ArrayList<>();
    final int furthestFrames;

    Device(SenderClocks senders, int furthestFrames) {
      this.senders = senders;
      this.furthestFrames = furthestFrames;
    }
  }

  /**
   * @param aheadNs how far convert may run ahead of render
   * @param interpolator of convert's thread
   */
  public ConvertParts(int mostInputs, long aheadNs, Interpolator interpolator) {
    this.mostInputs = mostInputs;
    this.aheadNs = aheadNs;
    this.interpolator = interpolator;
  }

  /**
   * Refuses what cannot be had while the shard runs.
   *
   * @throws IllegalArgumentException with one sentence for an operator
   */
  public void check(InputSpec spec) {
    Device device = spec.isRecovered() ? devices.get(spec.format().rateHz()) : null;
    if (device != null && spec.linkOffsetFrames() > device.furthestFrames) {
      throw new IllegalArgumentException(
          "input " + spec.name() + ": its link offset is longer than recovered inputs of this run were prepared for; restart the router");
    }
  }

  /** @param placed the timeline that place writes */
  public void addInput(int input, InputSpec spec, Timeline placed, ConvertMeter meter) {
    boolean isKept = spec.isRecovered() || banks.keySet().stream().anyMatch(toHz -> isPossible(spec, toHz));
    Known known = new Known(spec, placed, meter, isKept, stream(spec, isKept, meter));
    inputs.put(input, known);
    newInputs.add(new ConvertChange.Input(input, known.stream));
    banks.forEach((toHz, bank) -> convert(input, known, toHz, bank));
  }

  /** No table reads an input any more. */
  public void removeInput(int input) {
    inputs.remove(input);
    banks.values().forEach(bank -> newConverters.add(new ConvertChange.Converter(bank, input, null)));
    newInputs.add(new ConvertChange.Input(input, null));
  }

  /** Outputs of a rate are there from now on. */
  public void addRate(int toHz) {
    if (banks.containsKey(toHz)) {
      return;
    }
    ConvertChange.Bank bank = new ConvertChange.Bank(mostInputs);
    banks.put(toHz, bank);
    devices.forEach((fromHz, device) -> read(device, fromHz, toHz));
    inputs.forEach((input, known) -> {
      if (isPossible(known.spec, toHz) && !known.isKept) {
        known.isKept = true;
        known.stream = stream(known.spec, true, known.meter);
        newInputs.add(new ConvertChange.Input(input, known.stream));
      }
      convert(input, known, toHz, bank);
    });
  }

  /** Outputs of a rate are gone. */
  public void forgetRate(int toHz) {
    banks.remove(toHz);
    inputs.values().forEach(known -> known.converters.remove(toHz));
  }

  /** A group whose outputs changed, or a new one, which begins with a table. */
  public void putGroup(int number, TransmitGroup group, RouteTable table) {
    ConvertChange.Bank bank = Objects.requireNonNullElseGet(banks.get(group.rateHz()), () -> new ConvertChange.Bank(mostInputs));
    newGroups.add(new ConvertChange.Group(number, new ConvertChange.Feeding(group, bank, table, mostInputs)));
  }

  public void removeGroup(int number) {
    newGroups.add(new ConvertChange.Group(number, null));
  }

  private SourceStream stream(InputSpec spec, boolean isKept, ConvertMeter meter) {
    int rateHz = spec.format().rateHz();
    int aheadFrames = spec.source() == null ? 0 : spec.source().windowFrames();
    int historyFrames = framesIn(HISTORY_NS, rateHz) + spec.linkOffsetFrames() + aheadFrames;
    if (!spec.isRecovered()) {
      return new SourceStream(spec, isKept, historyFrames, null, new SenderClock(1, List.of()), meter);
    }
    Device device = devices.computeIfAbsent(rateHz, rate -> device(rate, spec.linkOffsetFrames()));
    SenderClock own = new SenderClock(mostInputs, device.readings);
    device.clocks.add(own);
    return new SourceStream(spec, isKept, historyFrames, device.senders, own, meter);
  }

  private Device device(int fromHz, int linkOffsetFrames) {
    Device device =
        new Device(new SenderClocks(fromHz, mostInputs), Math.max(linkOffsetFrames, framesIn(LATER_REACH_NS, fromHz)));
    newSenders.add(device.senders);
    banks.keySet().forEach(toHz -> read(device, fromHz, toHz));
    return device;
  }

  /** Clocks of senders are read at a rate from now on, for good: it may come again. */
  private void read(Device device, int fromHz, int toHz) {
    boolean isRead = device.readings.stream().anyMatch(reading -> reading.toHz() == toHz);
    if (isRead || !Kernel.isSupported(fromHz) || !Kernel.isSupported(toHz)) {
      return;
    }
    int reachFrames = (int) ((long) device.furthestFrames * toHz / fromHz) + framesIn(REACH_NS, toHz);
    SenderReading.Spec spec = new SenderReading.Spec(fromHz, toHz, kernel(fromHz, toHz), reachFrames);
    device.readings.add(spec);
    device.clocks.forEach(clock -> newReadings.add(new ConvertChange.Reading(clock, new SenderReading(clock, spec))));
  }

  private void convert(int input, Known known, int toHz, ConvertChange.Bank bank) {
    if (!isPossible(known.spec, toHz)) {
      return;
    }
    int frames = framesIn(LONGEST_PACKET_NS, toHz) + framesIn(2 * aheadNs, toHz);
    Kernel kernel = kernel(known.spec.format().rateHz(), toHz);
    InputConverter converter = new InputConverter(known.stream, toHz, kernel, interpolator, frames, known.meter);
    known.converters.put(toHz, converter);
    newConverters.add(new ConvertChange.Converter(bank, input, converter));
  }

  private Kernel kernel(int fromHz, int toHz) {
    return kernels.computeIfAbsent(new Rates(fromHz, toHz), pair -> Kernel.between(pair.fromHz, pair.toHz));
  }

  private static boolean isPossible(InputSpec input, int toHz) {
    return input.isConvertedFor(toHz) && Kernel.isSupported(input.format().rateHz()) && Kernel.isSupported(toHz);
  }

  private static int framesIn(long durationNs, int rateHz) {
    return (int) (durationNs * rateHz / 1_000_000_000L);
  }

  /** Frames that outputs of a rate read. */
  @Override
  public Timeline timeline(int input, int rateHz) {
    Known known = Objects.requireNonNull(inputs.get(input));
    InputConverter converter = known.converters.get(rateHz);
    return converter == null ? known.placed : converter.timeline();
  }

  /** Everything since the last time. */
  public ConvertChange take() {
    ConvertChange change =
        new ConvertChange(
            newSenders.toArray(SenderClocks[]::new), newInputs.toArray(ConvertChange.Input[]::new),
            newConverters.toArray(ConvertChange.Converter[]::new), newReadings.toArray(ConvertChange.Reading[]::new),
            newGroups.toArray(ConvertChange.Group[]::new));
    newSenders.clear();
    newInputs.clear();
    newConverters.clear();
    newReadings.clear();
    newGroups.clear();
    return change;
  }

  /** A change has been applied: what the stage has dropped is forgotten here too. */
  public void applied(@Nullable Object change) {
    if (change instanceof ConvertChange mine) {
      for (int i = 0; i < mine.droppedCount; i++) {
        SenderClock clock = mine.dropped[i];
        devices.values().forEach(device -> device.clocks.remove(clock));
      }
    }
  }
}
