package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import org.junit.jupiter.api.Test;

class InterpolatorChoiceTest {

  private static PlantSpec plant(int fromHz) {
    return Plants.straight(
        Plants.input("in", new AudioFormat(Encoding.L24, fromHz, 2), 48, 480),
        Plants.output("out", new AudioFormat(Encoding.L24, 48_000, 2), 48));
  }

  @Test
  void shouldMeasureNothingWhereNothingIsResampled() {
    InterpolatorChoice choice = InterpolatorChoice.measure(plant(48_000));

    assertEquals("", choice.reason());
    assertEquals(ScalarInterpolator.class, choice.supplier().get().getClass());
  }

  @Test
  void shouldSayWhatItChoseAndMakeOneForEachThread() {
    InterpolatorChoice choice = InterpolatorChoice.measure(plant(44_100));

    boolean isVector = !(choice.supplier().get() instanceof ScalarInterpolator);
    assertTrue(choice.reason().startsWith("resampling with " + (isVector ? "vector instructions" : "plain arithmetic")), choice.reason());
    assertEquals(choice.supplier().get().getClass(), choice.supplier().get().getClass());
    assertNotSame(choice.supplier().get(), choice.supplier().get());
  }
}
