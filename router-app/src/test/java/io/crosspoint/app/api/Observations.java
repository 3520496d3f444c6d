package io.crosspoint.app.api;

import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import java.util.List;

/** Observations made by hand: one input, one group of two outputs, one sink. */
public record Observations(long atNs, ClockState clock, Observation.Input input, long batches, long refused) {

  public static Observations healthy() {
    SourceClock clock = new SourceClock(ConvertMeter.State.DIRECT, 0.01, 0.02, 48_000, List.of(), 0, 0, 0);
    return new Observations(0, ClockState.LOCKED, new Observation.Input("studio1", 0, 0, 0, 0, 0, 7, InputMeter.Timing.PTP, clock), 0, 0);
  }

  /** Half a second later, with 500 packets received and 500 batches sent. */
  public Observations next() {
    return silent().withInput(input.packets() + 500, input.missingFrames(), input.foreign(), input.ssrc());
  }

  /** Half a second later, with 500 batches sent and nothing received. */
  public Observations silent() {
    return new Observations(atNs + 500_000_000L, clock, input, batches + 500, refused);
  }

  private Observations withInput(long packets, long missingFrames, long foreign, int ssrc) {
    Observation.Input changed =
        new Observation.Input(input.name(), 0, packets, missingFrames, foreign, input.ringFull(), ssrc, input.timing(), input.clock());
    return new Observations(atNs, clock, changed, batches, refused);
  }

  public Observations withSourceClock(SourceClock source) {
    Observation.Input changed =
        new Observation.Input(
            input.name(), 0, input.packets(), input.missingFrames(), input.foreign(), input.ringFull(), input.ssrc(), input.timing(),
            source);
    return new Observations(atNs, clock, changed, batches, refused);
  }

  public Observations withMissing(long frames) {
    return withInput(input.packets(), input.missingFrames() + frames, input.foreign(), input.ssrc());
  }

  public Observations withForeign(long packets) {
    return withInput(input.packets(), input.missingFrames(), input.foreign() + packets, input.ssrc());
  }

  public Observations withSsrc(int ssrc) {
    return withInput(input.packets(), input.missingFrames(), input.foreign(), ssrc);
  }

  public Observations withClock(ClockState state) {
    return new Observations(atNs, state, input, batches, refused);
  }

  public Observations withBatches(long count) {
    return new Observations(atNs, clock, input, count, refused);
  }

  public Observations withRefused(long count) {
    return new Observations(atNs, clock, input, batches, count);
  }

  public Observation build() {
    ClockSnapshot snapshot = new ClockSnapshot(0, 0, 0, 0, 0, 1, clock, "by hand", 1, 0);
    return new Observation(
        atNs, snapshot, List.of(input), List.of(new Observation.Group(List.of("air1", "air2"), batches)),
        List.of(new Observation.Sink(0, refused, refused == 0 ? 0 : 101)), List.of());
  }
}
