package io.crosspoint.pipeline.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DriftEstimatorTest {

  private static final int RATE_HZ = 48_000;
  private static final int PACKET_FRAMES = 48;
  private static final long START_PTP_NS = 1_763_800_000_000_000_000L;

  /** A sender of 1 ms packets whose clock runs fast by a rate that may change, seen through a network. */
  private static final class Sender {
    final DriftEstimator estimator = new DriftEstimator(RATE_HZ);
    final Map<DriftEstimator.Finding, Integer> findings = new EnumMap<>(DriftEstimator.Finding.class);
    final NetworkNoise noise;
    final DoubleUnaryOperator driftPpm;
    double timeS;
    long index = 1L << 40;
    long pathNs;
    /** By how much the plant's clock has been set, and how much of that the estimator has been told. */
    long plantStepNs;
    long toldStepNs;
    double worstWanderFrames;
    double sumWander2;
    double sumRate2;
    int windows;

    Sender(NetworkNoise noise, DoubleUnaryOperator driftPpm) {
      this.noise = noise;
      this.driftPpm = driftPpm;
    }

    long nowPtpNs() {
      return START_PTP_NS + plantStepNs + Math.round(timeS * 1e9);
    }

    void send() {
      long undelayedNs = Math.round(timeS * 1e9) + pathNs;
      long arrivalPtpNs = START_PTP_NS + plantStepNs + undelayedNs + noise.delayNs(undelayedNs);
      DriftEstimator.Finding finding = estimator.onPacket(arrivalPtpNs, index);
      findings.merge(finding, 1, Integer::sum);
      if (estimator.isReady() && toldStepNs == plantStepNs && finding != DriftEstimator.Finding.NOTHING) {
        double wander = estimator.framesFrom(index, 0, nowPtpNs());
        worstWanderFrames = Math.max(worstWanderFrames, Math.abs(wander));
        sumWander2 += wander * wander;
        sumRate2 += Math.pow(errorPpm(), 2);
        windows++;
      }
      skip();
    }

    void skip() {
      index += PACKET_FRAMES;
      timeS += (double) PACKET_FRAMES / RATE_HZ / (1 + driftPpm.applyAsDouble(timeS) * 1e-6);
    }

    Sender runUntil(double endS) {
      while (timeS < endS) {
        send();
      }
      return this;
    }

    double errorPpm() {
      return estimator.driftPpm() - driftPpm.applyAsDouble(timeS);
    }

    void forget() {
      worstWanderFrames = 0;
      sumWander2 = 0;
      sumRate2 = 0;
      windows = 0;
      findings.clear();
    }

    double rateRmsPpm() {
      return Math.sqrt(sumRate2 / windows);
    }

    int count(DriftEstimator.Finding finding) {
      return findings.getOrDefault(finding, 0);
    }
  }

  static Stream<Arguments> networks() {
    return Stream.of("quiet", "process", "busy")
        .flatMap(network -> Stream.of(37.0, -200.0, 200.0, 0.0).map(ppm -> Arguments.of(network, ppm)));
  }

  private static NetworkNoise network(String name, long seed) {
    return switch (name) {
      case "quiet" -> NetworkNoise.quiet(seed);
      case "process" -> NetworkNoise.process(seed);
      default -> NetworkNoise.busy(seed);
    };
  }

  @ParameterizedTest
  @MethodSource("networks")
  void shouldFindTheRateInTwoSecondsAndSettle(String network, double ppm) {
    for (int seed = 1; seed <= 5; seed++) {
      Sender sender = new Sender(network(network, seed), t -> ppm);
      double at2 = sender.runUntil(2.05).errorPpm();
      double at10 = sender.runUntil(10).errorPpm();
      double at60 = sender.runUntil(60).errorPpm();
      sender.runUntil(120).forget();
      sender.runUntil(240);

      String run = network + " " + ppm + " ppm, seed " + seed + ": " + at2 + ", " + at10 + ", " + at60 + ", rms " + sender.rateRmsPpm();
      assertTrue(Math.abs(at2) <= (network.equals("busy") ? 5 : 3), run);
      boolean isBusy = network.equals("busy");
      assertTrue(Math.abs(at10) <= (isBusy ? 0.6 : 0.1), run);
      assertTrue(Math.abs(at60) <= (isBusy ? 0.2 : 0.1), run);
      assertTrue(sender.rateRmsPpm() <= (isBusy ? 0.1 : 0.02), run);
    }
  }

  @Test
  void shouldFollowAThermalSwing() {
    Sender sender = new Sender(NetworkNoise.quiet(7), t -> 37 + Math.sin(2 * Math.PI * t / 300));
    sender.runUntil(120).forget();

    sender.runUntil(720);

    assertTrue(sender.rateRmsPpm() < 0.25, "rms " + sender.rateRmsPpm());
    assertTrue(sender.worstWanderFrames < 0.6, "wander " + sender.worstWanderFrames);
    assertEquals(0, sender.count(DriftEstimator.Finding.PATH_CHANGED));
  }

  @Test
  void shouldKeepTheRateWhenThePathChanges() {
    Sender sender = new Sender(NetworkNoise.quiet(3), t -> -12).runUntil(60);
    sender.forget();

    sender.pathNs = 800_000;
    sender.runUntil(63);

    assertEquals(1, sender.count(DriftEstimator.Finding.PATH_CHANGED));
    assertEquals(0, sender.errorPpm(), 0.2);
    assertEquals(-0.0008 * RATE_HZ, sender.estimator.framesFrom(sender.index, 0, sender.nowPtpNs()), 0.5);
    sender.runUntil(80);
    assertEquals(0, sender.errorPpm(), 0.05);
  }

  @Test
  void shouldFindANewRateWithinSeconds() {
    for (double step : new double[] {2, 20, -100}) {
      Sender sender = new Sender(NetworkNoise.quiet(5), t -> t < 60 ? 10 : 10 + step).runUntil(60);
      sender.forget();

      sender.runUntil(66);

      assertEquals(1, sender.count(DriftEstimator.Finding.RATE_CHANGED), step + " ppm: " + sender.findings);
      assertEquals(0, sender.errorPpm(), 0.5, step + " ppm");
      sender.runUntil(90);
      assertEquals(0, sender.errorPpm(), 0.05, step + " ppm");
    }
  }

  @Test
  void shouldNotNoticeThatThePlantClockWasSet() {
    for (long stepNs : new long[] {37_000_000_000L, -37_000_000_000L, 5_000_000}) {
      Sender sender = new Sender(NetworkNoise.quiet(9), t -> 25).runUntil(60);
      sender.forget();

      sender.plantStepNs += stepNs;
      sender.send();
      sender.send();
      sender.estimator.onClockStep(stepNs);
      sender.toldStepNs = stepNs;
      sender.runUntil(70);

      assertEquals(0, sender.count(DriftEstimator.Finding.PATH_CHANGED) + sender.count(DriftEstimator.Finding.RATE_CHANGED));
      assertEquals(0, sender.errorPpm(), 0.1, stepNs + " ns");
      assertTrue(sender.worstWanderFrames < 1, "wander " + sender.worstWanderFrames);
    }
  }

  @Test
  void shouldHoldTheRateThroughAnHourWithoutPackets() {
    Sender sender = new Sender(NetworkNoise.quiet(11), t -> 37).runUntil(120);
    double end = sender.timeS + 3600;
    while (sender.timeS < end) {
      sender.skip();
    }
    sender.forget();

    sender.runUntil(end + 10);

    assertEquals(0, sender.errorPpm(), 0.2);
    assertTrue(sender.worstWanderFrames < 20, "wander " + sender.worstWanderFrames);
  }

  @Test
  void shouldStartARestartedSenderWithTheRateThatItHad() {
    Sender sender = new Sender(NetworkNoise.quiet(13), t -> 80).runUntil(60);

    sender.estimator.restart(true);
    assertFalse(sender.estimator.isReady());
    sender.index = 123;
    sender.runUntil(60.3);

    assertTrue(sender.estimator.isReady());
    assertEquals(0, sender.errorPpm(), 0.5);
    sender.runUntil(62);
    assertEquals(0, sender.errorPpm(), 3);
  }

  @Test
  void shouldTellARateThatNoClockHas() {
    Sender sender = new Sender(NetworkNoise.quiet(15), t -> (44_100.0 / 48_000 - 1) * 1e6).runUntil(3);

    assertEquals(44_100.0 / 48_000 - 1, sender.estimator.driftPpm() * 1e-6, 1e-3);
  }
}
