package io.crosspoint.pipeline.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProgrammeMeterTest {

  private static final int RATE_HZ = 48_000;
  private static final int PACKET = 48;
  private static final int LOUD = 1 << 30;

  private final AudioTrail trail = new AudioTrail(2, RATE_HZ);
  private final PeakMeter peaks = new PeakMeter(2, RATE_HZ, trail);
  private final ProgrammeMeter meter = new ProgrammeMeter(peaks, 24, RATE_HZ, new Oversampler(), 0);
  private long index;
  private long nowNs;

  /** Plays two constant channels, with a look every 50 ms. */
  private void play(double seconds, int left, int right) {
    int[] samples = new int[2 * PACKET];
    for (int packet = 0; packet < seconds * 1000; packet++) {
      for (int i = 0; i < PACKET; i++) {
        samples[2 * i] = left;
        samples[2 * i + 1] = right;
      }
      peaks.add(samples, 0, PACKET, index);
      index += PACKET;
      nowNs += 1_000_000;
      if (packet % 50 == 49) {
        meter.look(nowNs);
      }
    }
  }

  @Test
  void shouldTellSilentChannelsOnlyAfterThreeSeconds() {
    play(1, LOUD, LOUD);
    play(2.9, LOUD, 0);
    assertEquals(0, meter.levels().silentChannels());
    play(0.2, LOUD, 0);
    assertEquals(1, meter.levels().silentChannels());
    assertTrue(meter.levels().silenceNs() < 100_000_000);
    play(4, 0, 0);
    assertEquals(2, meter.levels().silentChannels());
    assertEquals(4e9, meter.levels().silenceNs(), 1e8);
    play(0.1, 0, LOUD);
    assertEquals(1, meter.levels().silentChannels());
  }

  @Test
  void shouldTakeNoiseBelowSixtyDecibelsForSilence() {
    play(4, 2_000_000, -2_000_000);
    assertEquals(2, meter.levels().silentChannels());
    play(0.1, 2_300_000, 0);
    assertEquals(1, meter.levels().silentChannels());
  }

  @Test
  void shouldCountClippingOfTheWidthOnTheWire() {
    play(1, 0x7FFFFE00, -0x7FFFFE00);
    assertEquals(0, meter.levels().clips());
    play(0.02, 0x7FFFFF00, Integer.MIN_VALUE);
    play(0.1, 0, 0);
    assertTrue(meter.levels().clips() >= 2, "clips " + meter.levels().clips());
  }

  @Test
  void shouldHoldThePeakForFiveSecondsAndForgetItAfterTen() {
    play(0.1, LOUD, 0);
    play(4.8, LOUD / 4, 0);
    assertEquals(0.5, meter.levels().peak(), 1e-6);
    play(6, LOUD / 4, 0);
    assertEquals(0.125, meter.levels().peak(), 1e-6);
  }

  @Test
  void shouldCountWhatIsGoneBeforeItLooked() {
    play(0.05, LOUD, LOUD);
    assertEquals(0, meter.reading().missedFrames());
    for (int i = 0; i < 400; i++) {
      peaks.add(new int[2 * PACKET], 0, PACKET, index);
      index += PACKET;
    }
    meter.look(nowNs);
    assertEquals(400 * PACKET - trail.capacityFrames() / 2, meter.reading().missedFrames());
  }

  @Test
  void shouldKnowNoLoudnessWithoutATrail() {
    ProgrammeMeter bare = new ProgrammeMeter(new PeakMeter(1, RATE_HZ), 16, RATE_HZ, new Oversampler(), 0);
    bare.look(1);
    assertFalse(bare.hasLoudness());
    assertTrue(Double.isNaN(bare.reading().momentaryLufs()));
  }

  @Test
  void shouldMeasureLoudnessAndBeginAnewWhenAsked() {
    int[] tone = new int[2 * PACKET];
    for (int i = 0; i < PACKET; i++) {
      int sample = (int) (Math.pow(10, -23 / 20.0) * Math.sin(2 * Math.PI * i / PACKET) * Integer.MAX_VALUE);
      Arrays.fill(tone, 2 * i, 2 * i + 2, sample);
    }
    for (int packet = 0; packet < 5_000; packet++) {
      peaks.add(tone, 0, PACKET, index);
      index += PACKET;
      if (packet % 50 == 49) {
        meter.look(nowNs += 50_000_000);
      }
    }
    assertEquals(-23, meter.reading().momentaryLufs(), 0.1);
    assertEquals(-23, meter.reading().integratedLufs(), 0.1);
    assertEquals(Math.pow(10, -23 / 20.0), meter.reading().truePeak(), 0.002);
    meter.restart();
    meter.look(nowNs);
    assertTrue(Double.isNaN(meter.reading().integratedLufs()));
  }
}
