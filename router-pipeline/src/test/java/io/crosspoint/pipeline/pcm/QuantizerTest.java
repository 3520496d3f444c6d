package io.crosspoint.pipeline.pcm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void shouldRoundToTheNearestStep(int bits) {
    Quantizer quantizer = new Quantizer(bits, 1);
    double step = Math.scalb(1.0, 32 - bits);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100_000; i++) {
      double value = random.nextDouble(-0x7FFE_0000, 0x7FFE_0000);
      int quantized = quantizer.quantize(value, i, 0, false);
      assertEquals(value, quantized, step / 2);
      assertEquals(0, bits == 32 ? 0 : quantized << bits, "bits below the width");
    }
    assertEquals(0, quantizer.overloads());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void shouldSaturateAndCount(int bits) {
    Quantizer quantizer = new Quantizer(bits, 1);
    double step = Math.scalb(1.0, 32 - bits);
    double most = Math.scalb(1.0, 31) - step;

    assertEquals((int) most, quantizer.quantize(most, 0, 0, false));
    assertEquals(Integer.MIN_VALUE, quantizer.quantize(-Math.scalb(1.0, 31), 0, 0, false));
    assertEquals(0, quantizer.overloads());
    assertEquals((int) most, quantizer.quantize(most + step, 0, 0, false));
    assertEquals((int) most, quantizer.quantize(1e18, 0, 0, false));
    assertEquals(Integer.MIN_VALUE, quantizer.quantize(-Math.scalb(1.0, 31) - step, 0, 0, false));
    assertEquals(3, quantizer.overloads());
  }

  /** Of triangular dither the error has mean 0 and variance 1/4 of a squared step whatever the signal: 1/6 from it, 1/12 from rounding. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25, 0.5, 0.99, -123.4})
  void shouldMakeTheErrorIndependentOfTheSignal(double steps) {
    Quantizer quantizer = new Quantizer(16, 0x1234_5678);
    int count = 400_000;
    double sum = 0;
    double squares = 0;
    double neighbours = 0;
    double last = 0;
    for (int i = 0; i < count; i++) {
      double error = quantizer.quantize(steps * 65536, i, i & 1, true) / 65536.0 - steps;
      assertTrue(Math.abs(error) <= 1.5);
      sum += error;
      squares += error * error;
      neighbours += error * last;
      last = error;
    }

    assertEquals(0, sum / count, 0.005);
    assertEquals(0.25, squares / count, 0.005);
    assertEquals(0, neighbours / count, 0.003, "white");
  }

  @Test
  void shouldDitherTriangularly() {
    Quantizer quantizer = new Quantizer(16, 99);
    int[] shares = new int[3];
    for (int i = 0; i < 300_000; i++) {
      shares[quantizer.quantize(0, i, 0, true) / 65536 + 1]++;
    }

    // P(|d| > 1/2) of the triangle on (−1, 1) is 1/8 on either side.
    assertEquals(37_500, shares[0], 800);
    assertEquals(225_000, shares[1], 1200);
    assertEquals(37_500, shares[2], 800);
  }

  @Test
  void shouldDependOnIndexChannelAndIdentityOnly() {
    Quantizer one = new Quantizer(16, 5);
    Quantizer same = new Quantizer(16, 5);
    Quantizer other = new Quantizer(16, 6);
    int differentChannel = 0;
    int differentIdentity = 0;
    for (int i = 99_999; i >= 0; i--) {
      same.quantize(1e6, i, 1, true);
      int wanted = one.quantize(30_000, 1_000_000L + i, 3, true);
      assertEquals(wanted, same.quantize(30_000, 1_000_000L + i, 3, true));
      differentChannel += wanted != one.quantize(30_000, 1_000_000L + i, 4, true) ? 1 : 0;
      differentIdentity += wanted != other.quantize(30_000, 1_000_000L + i, 3, true) ? 1 : 0;
    }
    assertNotEquals(0, differentChannel);
    assertTrue(differentChannel > 40_000 && differentIdentity > 40_000, differentChannel + " and " + differentIdentity);
  }
}
