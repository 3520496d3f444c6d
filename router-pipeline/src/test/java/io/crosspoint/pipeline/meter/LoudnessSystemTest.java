package io.crosspoint.pipeline.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the ebur128 filter of ffmpeg, on noise whose level wanders through both gates. */
class LoudnessSystemTest {

  private static final int SECONDS = 30;

  @TempDir
  private Path directory;

  private static int[] noise(int rateHz) {
    SplittableRandom random = new SplittableRandom(128);
    int[] samples = new int[2 * rateHz * SECONDS];
    double low = 0;
    for (int i = 0; i < samples.length; i++) {
      double seconds = i / 2.0 / rateHz;
      double levelDb = -25 - 20 * Math.sin(seconds / 3) - (seconds > 20 && seconds < 24 ? 50 : 0);
      // Low-pass noise, so that both filters of the weighting matter.
      low += 0.2 * (random.nextDouble() * 2 - 1 - low);
      samples[i] = (int) (Math.pow(10, levelDb / 20) * low * 0x1p31) & -256;
    }
    return samples;
  }

  private String told(int[] samples, int rateHz) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(samples);
    Path file = Files.write(directory.resolve("noise.raw"), bytes.array());
    return PeerProcess.run(List.of(
        "sh", "-c", "ffmpeg -hide_banner -nostats -f s32le -ar " + rateHz + " -ac 2 -i " + file + " -af ebur128=peak=true -f null - 2>&1"));
  }

  private static double value(String told, String name) {
    Matcher value = Pattern.compile(name + ":\\s+(-?[0-9.]+)").matcher(told.substring(told.lastIndexOf("Summary")));
    assertTrue(value.find(), told);
    return Double.parseDouble(value.group(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {44_100, 48_000, 96_000})
  void shouldAgreeWithFfmpeg(int rateHz) throws IOException {
    Peers.require("ffmpeg");
    int[] samples = noise(rateHz);
    Loudness loudness = Loudness.ofEqualChannels(rateHz, 2);
    TruePeak peak = new TruePeak(2, rateHz, new Oversampler());
    loudness.add(samples, 0, samples.length / 2);
    peak.add(samples, 0, samples.length / 2);
    String told = told(samples, rateHz);
    assertEquals(value(told, "I"), loudness.integratedLufs(), 0.1, told);
    assertEquals(value(told, "Peak"), 20 * Math.log10(peak.maximum()), 0.3, told);
  }
}
