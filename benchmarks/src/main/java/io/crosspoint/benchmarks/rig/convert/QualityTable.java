package io.crosspoint.benchmarks.rig.convert;

import io.crosspoint.pipeline.convert.ScalarInterpolator;
import io.crosspoint.pipeline.pcm.Quantizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Everything that a number says about quality. All at the output itself: ours in double precision, the rivals in their floats. */
final class QualityTable {

  static final double MINUS_1_DBFS = Math.pow(10, -1 / 20.0);
  /** Until every contender's filter is full of signal. */
  static final int SETTLED = 4096;
  static final int FRAMES = SETTLED + 65_536;

  private static final double AUDIO_HZ = 20_000;

  private final List<String> rows = new ArrayList<>();

  static List<String> measure(List<Contender> contenders) {
    QualityTable table = new QualityTable();
    for (Conversion conversion : List.of(Conversion.NEAR_UNITY, Conversion.UP)) {
      table.purity(contenders, conversion);
    }
    table.response(contenders);
    table.packets();
    return table.rows;
  }

  private void head(String title, String... columns) {
    rows.add("## " + title);
    rows.add("");
    rows.add("| | " + String.join(" | ", columns) + " |");
    rows.add("|---|" + "---|".repeat(columns.length));
  }

  private void row(Contender contender, int columns, Supplier<List<String>> cells) {
    String text = contender.isPresent() ? " " + String.join(" | ", cells.get()) + " |" : " not installed |".repeat(columns);
    rows.add("| " + contender.name() + " |" + text);
  }

  /** Tones: what is beside them. */
  private void purity(List<Contender> contenders, Conversion conversion) {
    String[] columns = {
      "997 Hz", "19 kHz", "20 kHz", "worst of 20 Hz to 20 kHz", "worst line at 19 kHz", "997 Hz, 20 Hz to 20 kHz",
      "CCIF 19 + 20 kHz", "SMPTE 60 Hz + 7 kHz"
    };
    head(conversion.name() + ", −1 dBFS: THD+N, dB, and intermodulation", columns);
    for (Contender contender : contenders) {
      row(contender, columns.length, () -> purity(contender, conversion));
    }
    rows.add("");
  }

  private static List<String> purity(Contender contender, Conversion conversion) {
    List<String> cells = new ArrayList<>();
    for (double toneHz : new double[] {997, 19_000, 20_000}) {
      cells.add(db(tone(contender, conversion, toneHz, MINUS_1_DBFS).residualDb()));
    }
    cells.add(
        db(
            DoubleStream.of(20, 100, 440, 997, 3150, 6000, 10_000, 12_500, 15_000, 17_000, 18_000, 19_000, 19_500, 20_000)
                .map(toneHz -> tone(contender, conversion, toneHz, MINUS_1_DBFS).residualDb())
                .max()
                .orElseThrow()));
    ToneFit high = tone(contender, conversion, 19_000, MINUS_1_DBFS);
    Spectrum rest = new Spectrum(high.residual(), 0, 65_536, conversion.toHz());
    cells.add(db(rest.worstDb(0, conversion.toHz() / 2.0) - 20 * Math.log10(high.amplitude(0))));
    cells.add(db(notched(tone(contender, conversion, 997, MINUS_1_DBFS), conversion)));
    cells.add(db(twins(contender, conversion, 19_000, 0.5, 20_000, 0.5).residualDb()));
    cells.add(db(twins(contender, conversion, 60, 0.8, 7000, 0.2).residualDb()));
    return cells;
  }

  /** As AES17 has it: without the tone, within the audio band. */
  private static double notched(ToneFit fit, Conversion conversion) {
    Spectrum rest = new Spectrum(fit.residual(), 0, 65_536, conversion.toHz());
    return 10 * Math.log10(rest.power(20, AUDIO_HZ) / (fit.amplitude(0) * fit.amplitude(0) / 2));
  }

  static ToneFit tone(Contender contender, Conversion conversion, double toneHz, double amplitude) {
    double step = conversion.inputStep(toneHz);
    double[] out = convert(contender, conversion, n -> amplitude * Math.sin(step * n), FRAMES);
    return ToneFit.refined(out, SETTLED, FRAMES, conversion.outputStep(toneHz));
  }

  private static ToneFit twins(Contender contender, Conversion conversion, double lowHz, double low, double highHz, double high) {
    double[] out = convert(contender, conversion, twinTone(conversion, lowHz, low, highHz, high), FRAMES);
    return ToneFit.refined(out, SETTLED, FRAMES, conversion.outputStep(lowHz), conversion.outputStep(highHz));
  }

  static IntToDoubleFunction twinTone(Conversion conversion, double lowHz, double low, double highHz, double high) {
    double lowStep = conversion.inputStep(lowHz);
    double highStep = conversion.inputStep(highHz);
    return n -> MINUS_1_DBFS * (low * Math.sin(lowStep * n) + high * Math.sin(highStep * n));
  }

  static double[] convert(Contender contender, Conversion conversion, IntToDoubleFunction signal, int frames) {
    try (Converter converter = contender.open(conversion, 1)) {
      return converter.convert(signal, 1, frames);
    }
  }

  /** Filters: what passes, what does not, how late. */
  private void response(List<Contender> contenders) {
    String[] columns = {
      "pass-band 20 Hz to 20 kHz, dB", "group delay varies by, µs", "44.1→48: images beyond 24.1 kHz, dB",
      "96→48: aliases into 0 to 20 kHz, dB", "delay 48→48, ms", "delay 44.1→48, ms", "delay 48→44.1, ms"
    };
    head("Filters", columns);
    for (Contender contender : contenders) {
      row(contender, columns.length, () -> response(contender));
    }
    rows.add("");
    rows.add("Pass-band, group delay and images from the answer to impulses, 44.1→48 kHz.");
    rows.add("Delay: input fed after an impulse until its peak leaves.");
    rows.add("");
  }

  private static List<String> response(Contender contender) {
    ImpulseResponse impulse = ImpulseResponse.of(contender);
    return List.of(
        signed(impulse.leastDb(20, AUDIO_HZ)) + " to " + signed(impulse.mostDb(20, AUDIO_HZ)),
        String.format(Locale.ROOT, "%.4f", impulse.groupDelaySpreadUs(20, AUDIO_HZ)),
        db(impulse.mostDb(24_100, 400_000)),
        db(alias(contender)),
        delay(contender, Conversion.NEAR_UNITY),
        delay(contender, Conversion.UP),
        delay(contender, Conversion.DOWN));
  }

  /** Tones of which nothing should be left, because they would fold into the audio band. */
  private static double alias(Contender contender) {
    return IntStream.rangeClosed(0, 30).mapToDouble(i -> alias(contender, 28_000 + i * 650)).max().orElseThrow();
  }

  static double alias(Contender contender, double toneHz) {
    double step = Conversion.HALVE.inputStep(toneHz);
    int frames = SETTLED + 8192;
    double[] out = convert(contender, Conversion.HALVE, n -> Math.sin(step * n), frames);
    return 10 * Math.log10(2 * ToneFit.power(Arrays.copyOfRange(out, SETTLED, frames)) + 1e-30);
  }

  private static String delay(Contender contender, Conversion conversion) {
    int at = 4800;
    double[][] in = new double[1][1];
    double[][] out = new double[1][FRAMES];
    int peak = 0;
    double peakFed = 0;
    int done = 0;
    try (Converter converter = contender.open(conversion, 1)) {
      for (int n = 0; n < at + 4000; n++) {
        in[0][0] = n == at ? 1 : 0;
        int made = converter.process(in, 1, out, done);
        for (int i = done; i < done + made; i++) {
          if (Math.abs(out[0][i]) > Math.abs(out[0][peak])) {
            peak = i;
            peakFed = n;
          }
        }
        done += made;
      }
    }
    return String.format(Locale.ROOT, "%.3f", 1000 * (peakFed - at) / conversion.fromHz());
  }

  /** Quantized as packets are. */
  private void packets() {
    head(
        "L24 in, L24 out, 48→48 kHz +100 ppm", "997 Hz −1 dBFS, dB", "19 kHz −1 dBFS, dB", "dynamic range (997 Hz, −60 dBFS), dB");
    for (boolean isDithered : new boolean[] {false, true}) {
      rows.add(
          "| Crosspoint, " + (isDithered ? "TPDF" : "rounded") + " | " + db(quantized(997, MINUS_1_DBFS, isDithered)) + " | "
              + db(quantized(19_000, MINUS_1_DBFS, isDithered)) + " | " + db(60 - quantized(997, 1e-3, isDithered)) + " |");
    }
    rows.add("");
  }

  private static double quantized(double toneHz, double amplitude, boolean isDithered) {
    double[] out = quantizedTone(toneHz, amplitude, isDithered);
    return new ToneFit(out, SETTLED, FRAMES, Conversion.NEAR_UNITY.outputStep(toneHz)).residualDb();
  }

  static double[] quantizedTone(double toneHz, double amplitude, boolean isDithered) {
    Quantizer quantizer = new Quantizer(24, 1);
    double full = Math.scalb(1.0, 31);
    double step = Conversion.NEAR_UNITY.inputStep(toneHz);
    try (Converter converter = new OwnConverter(Conversion.NEAR_UNITY, 1, new ScalarInterpolator())) {
      double[] out =
          converter.convert(n -> quantizer.quantize(full * amplitude * Math.sin(step * n), n, 0, isDithered), 1, FRAMES);
      for (int i = 0; i < out.length; i++) {
        out[i] = quantizer.quantize(out[i], i, 1, isDithered) / full;
      }
      return out;
    }
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.5f", value).replace('-', '−');
  }

  private static String db(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replace('-', '−');
  }
}
