package io.crosspoint.benchmarks.rig.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The instruments, on signals whose figures are known. Needs none of the rivals. */
class MeasuringTest {

  private static final int FRAMES = 16_384;

  private static double[] signal(double hz, double amplitude, double otherHz, double other) {
    return IntStream.range(0, FRAMES)
        .mapToDouble(n -> amplitude * Math.sin(2 * Math.PI * hz * n / 48_000) + other * Math.sin(2 * Math.PI * otherHz * n / 48_000))
        .toArray();
  }

  @Test
  void shouldSeeWhatIsBesideATone() {
    double[] signal = signal(997, 0.5, 3011, 0.5e-7);

    ToneFit fit = new ToneFit(signal, 0, FRAMES, 2 * Math.PI * 997 / 48_000);

    assertEquals(0.5, fit.amplitude(0), 1e-9);
    assertEquals(0, fit.phase(0), 1e-6);
    assertEquals(-140, fit.residualDb(), 0.01);
    assertEquals(-140, 10 * Math.log10(new Spectrum(fit.residual(), 0, FRAMES, 48_000).power(20, 20_000) / 0.125), 0.1);
  }

  @Test
  void shouldFitTonesTogether() {
    double[] signal = signal(19_000, 0.4, 20_000, 0.3);

    ToneFit fit = new ToneFit(signal, 100, FRAMES, 2 * Math.PI * 19_000 / 48_000, 2 * Math.PI * 20_000 / 48_000);

    assertEquals(0.4, fit.amplitude(0), 1e-12);
    assertEquals(0.3, fit.amplitude(1), 1e-12);
    assertTrue(fit.residualDb() < -220, fit.residualDb() + " dB");
  }

  @Test
  void shouldFindAFrequencyThatIsNotQuiteKnown() {
    double[] signal = signal(19_000, 0.5, 3011, 0.5e-7);

    ToneFit fit = ToneFit.refined(signal, 0, FRAMES, 2 * Math.PI * 19_000 / 48_000 * (1 + 1e-9));

    assertEquals(-140, fit.residualDb(), 0.1);
  }

  @Test
  void shouldLeaveNothingOfALoudToneInTheRestOfTheSpectrum() {
    double binHz = 48_000.0 / FRAMES;
    Spectrum spectrum = new Spectrum(signal(1000 * binHz, 1, 3000 * binHz, 1e-9), 0, FRAMES, 48_000);

    assertEquals(0, spectrum.levelDb(1000), 0.001);
    assertEquals(-180, spectrum.levelDb(3000), 0.01);
    assertTrue(spectrum.worstDb(1030 * binHz, 2960 * binHz) < -215);
  }

  @Test
  void shouldFindTheResamplerAsItsDesignSays(@TempDir Path nothing) {
    List<Contender> contenders = Contender.all(nothing);
    Contender own = contenders.getFirst();
    ImpulseResponse response = ImpulseResponse.of(own);

    assertFalse(contenders.getLast().isPresent());
    assertTrue(QualityTable.tone(own, Conversion.NEAR_UNITY, 19_000, 0.89).residualDb() <= -150);
    assertEquals(0, response.leastDb(20, 20_000), 0.001);
    assertEquals(0, response.mostDb(20, 20_000), 0.001);
    assertTrue(response.mostDb(24_100, 400_000) <= -150);
    assertEquals(0, response.groupDelaySpreadUs(20, 20_000), 0.001);
    assertTrue(QualityTable.alias(own, 30_000) <= -150);
  }
}
