package io.crosspoint.ptp.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The clock and its rivals on the very same packets: captures of a real ptp4l, replayed through a simulated oscillator. */
class ReplayTest {

  private static final Supplier<ClockUnderTest> PI = () -> new PiServo(0.125);
  private static final List<CaptureFile> CAPTURES = new ArrayList<>();

  @BeforeAll
  static void readCaptures() throws IOException {
    CAPTURES.addAll(CaptureFile.recorded());
  }

  @Test
  void shouldBeQuieterThanItsRivalsOnAQuietLink() {
    List<Double> ours = scores(Scenario.QUIET, OurClock::new, Replay.Score::rmsNs);
    assertTrue(median(ours) <= 100, "median rms " + ours);
    assertTrue(worst(ours) <= 150, "worst rms " + ours);
    assertTrue(worst(scores(Scenario.QUIET, OurClock::new, Replay.Score::p99Ns)) <= 300);
    List<Double> pi = scores(Scenario.QUIET, PI, Replay.Score::rmsNs);
    List<Double> kalman = scores(Scenario.QUIET, SingleKalman::new, Replay.Score::rmsNs);
    for (int i = 0; i < ours.size(); i++) {
      assertTrue(ours.get(i) < 0.8 * pi.get(i), "capture " + (i + 1) + ": " + ours.get(i) + " against PI " + pi.get(i));
      // On capture 9 the plain filter is 20 ns quieter: doubting costs something where noise wanders. Nowhere may it cost more.
      assertTrue(ours.get(i) < kalman.get(i) + 25, "capture " + (i + 1) + ": " + ours.get(i) + " against a filter " + kalman.get(i));
    }
    assertTrue(median(ours) <= median(kalman));
  }

  @Test
  void shouldPublishARateAndNoSteps() {
    for (Scenario scenario : List.of(Scenario.QUIET, Scenario.CALM, Scenario.QUEUED, Scenario.THERMAL)) {
      assertTrue(worst(scores(scenario, OurClock::new, Replay.Score::stepNs)) <= 1.5, scenario.title);
    }
    assertTrue(worst(scores(Scenario.QUIET, OurClock::new, Replay.Score::ratePpb)) <= 70);
  }

  @Test
  void shouldBeWithinAMicrosecondThreeSecondsAfterTheFirstSync() {
    assertTrue(worst(scores(Scenario.QUIET, OurClock::new, Replay.Score::settledS)) <= 3);
  }

  @Test
  void shouldWithstandQueues() {
    assertTrue(worst(scores(Scenario.QUEUED, OurClock::new, Replay.Score::rmsNs)) <= 700);
    assertTrue(worst(scores(Scenario.QUEUED_ONE_WAY, OurClock::new, s -> Math.abs(s.meanNs()))) <= 700);
    assertTrue(worst(scores(Scenario.QUEUED_ONE_WAY, OurClock::new, Replay.Score::rmsNs)) <= 700);
    assertTrue(median(scores(Scenario.QUEUED, PI, Replay.Score::rmsNs)) > 3_000, "the rival's figure says what was withstood");
  }

  @Test
  void shouldFollowTemperature() {
    List<Double> rms = scores(Scenario.THERMAL, OurClock::new, Replay.Score::rmsNs);
    assertTrue(median(rms) <= 300, rms.toString());
    assertTrue(worst(rms) <= 350, rms.toString());
  }

  @Test
  void shouldNeedFewPackets() {
    assertTrue(worst(scores(Scenario.DELAY_1, OurClock::new, Replay.Score::rmsNs)) <= 250);
    assertTrue(worst(scores(Scenario.SLOW, OurClock::new, Replay.Score::rmsNs)) <= 300);
    List<Double> lossy = scores(Scenario.LOSS_20, OurClock::new, Replay.Score::rmsNs);
    assertTrue(worst(lossy) <= 250, lossy.toString());
  }

  @Test
  void shouldRepeatExactly() {
    Replay.Score first = Replay.run(CAPTURES.get(1), Scenario.QUEUED, 5, OurClock::new);
    assertEquals(first, Replay.run(CAPTURES.get(1), Scenario.QUEUED, 5, OurClock::new));
  }

  private static List<Double> scores(Scenario scenario, Supplier<ClockUnderTest> clock, ToDoubleFunction<Replay.Score> figure) {
    List<Double> all = new ArrayList<>();
    for (CaptureFile capture : CAPTURES) {
      all.add(figure.applyAsDouble(Replay.run(capture, scenario, 1, clock)));
    }
    return all;
  }

  private static double worst(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
