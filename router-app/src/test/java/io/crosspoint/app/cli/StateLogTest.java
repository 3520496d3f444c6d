package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosspoint.app.api.Health;
import io.crosspoint.app.api.Observation;
import io.crosspoint.app.api.Observations;
import io.crosspoint.app.api.SourceClock;
import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.ptp.clock.ClockState;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateLogTest {

  private static final String RECEIVING = "input studio1: receiving, SSRC 0x00000007, timestamps are PTP time";

  private final StateLog log = new StateLog();
  private Observations last = Observations.healthy();

  private List<String> on(Observations now) {
    Observation observation = now.build();
    Health health = Health.between(last.build(), observation);
    last = now;
    return log.changes(observation, health).stream().map(StateLog.Line::text).toList();
  }

  private void receive() {
    on(last.next().withBatches(0));
    on(last.next());
  }

  @Test
  void shouldTellWhenAudioArrivesAndThenBeQuiet() {
    on(last.withBatches(0));
    assertEquals(List.of(RECEIVING, "ready"), on(last.next()));
    assertEquals(List.of(), on(last.next()));
    assertEquals(List.of(), on(last.next()));
  }

  @Test
  void shouldTellSilenceOnceAndTheReturnAtOnce() {
    receive();
    assertEquals(List.of(), on(last.silent()));
    assertEquals(List.of("input studio1: silent"), on(last.silent()));
    assertEquals(List.of(), on(last.silent()));
    assertEquals(List.of(RECEIVING), on(last.next()));
  }

  @Test
  void shouldTellLossAtOnceAndRecoveryAfterThreeSeconds() {
    receive();
    assertEquals(List.of("input studio1: losing audio, 48 frames just now"), on(last.next().withMissing(48)));
    assertEquals(List.of(), on(last.next().withMissing(96)));
    for (int i = 0; i < 6; i++) {
      assertEquals(List.of(), on(last.next()));
    }
    assertEquals(List.of(RECEIVING), on(last.next()));
  }

  @Test
  void shouldTellTwoSendersAndANewOne() {
    receive();
    assertEquals(
        List.of("input studio1: two senders on one group; the first one is kept, SSRC 0x00000007"), on(last.next().withForeign(500)));
    for (int i = 0; i < 7; i++) {
      on(last.next());
    }
    assertEquals(List.of("input studio1: receiving, SSRC 0x00000008, timestamps are PTP time"), on(last.next().withSsrc(8)));
  }

  @Test
  void shouldTellReadinessWhenItChanges() {
    receive();
    assertEquals(List.of("not ready: clock is acquiring: by hand"), on(last.next().withClock(ClockState.ACQUIRING)));
    assertEquals(List.of(), on(last.next().withClock(ClockState.ACQUIRING)));
    assertEquals(List.of("ready"), on(last.next().withClock(ClockState.LOCKED)));
  }

  private static SourceClock clock(ConvertMeter.State state, double ppm, ConvertAlarm... alarms) {
    return new SourceClock(state, ppm, 0.1, 48_000, List.of(alarms), 0, 0, 0);
  }

  @Test
  void shouldTellAnAlarmOfASourcesClockAtOnceAndItsEndAfterThreeSeconds() {
    receive();
    assertEquals(
        List.of("input studio1: declared to be on PTP, but drifts by +3.25 ppm"),
        on(last.next().withSourceClock(clock(ConvertMeter.State.DIRECT, 3.25, ConvertAlarm.NOT_ON_PTP))));
    assertEquals(List.of(), on(last.next()));
    Observations well = last.next().withSourceClock(clock(ConvertMeter.State.DIRECT, 0));
    for (int i = 0; i < 5; i++) {
      assertEquals(List.of(), on(well));
      well = last.next();
    }
    assertEquals(List.of("input studio1: no longer not on ptp"), on(well));
  }

  @Test
  void shouldNameTheRateThatASourceProbablyHas() {
    receive();
    SourceClock wrong = clock(ConvertMeter.State.MUTED, (44_100.0 / 48_000 - 1) * 1e6, ConvertAlarm.WRONG_RATE);
    assertEquals(
        List.of("input studio1: declared as 48000 Hz but sends 44100 frames a second: its rate is probably 44100 Hz; muted"),
        on(last.next().withSourceClock(wrong)));
  }

  @Test
  void shouldTellWhenASourceIsPassedBitForBit() {
    receive();
    on(last.next().withSourceClock(clock(ConvertMeter.State.CONVERTING, 0)));
    assertEquals(
        List.of("input studio1: is on the plant's clock, passed bit for bit"),
        on(last.next().withSourceClock(clock(ConvertMeter.State.BYPASS, 0))));
  }
}
