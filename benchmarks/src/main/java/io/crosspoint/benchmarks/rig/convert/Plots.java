package io.crosspoint.benchmarks.rig.convert;

import io.crosspoint.benchmarks.rig.plot.Plot;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Every picture of the results, ours over the rivals'. */
final class Plots {

  private static final int BINS = 65_536;
  private static final Plot.Axis LOG_HZ = new Plot.Axis("frequency, Hz", true, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 24_000);
  private static final Plot.Axis LINEAR_HZ = Plot.Axis.linear("frequency, Hz", 0, 24_000, 2000);
  private static final Plot.Axis DBFS = Plot.Axis.linear("level of a line, dBFS", -240, 0, 20);

  private final List<Contender> contenders;
  private final Path directory;

  private Plots(List<Contender> contenders, Path directory) {
    this.contenders = contenders;
    this.directory = directory;
  }

  /**
   * Draws all.
   *
   * @param contenders those present, in the order of the tables
   */
  static void write(List<Contender> contenders, Path directory) throws IOException {
    Plots plots = new Plots(contenders, directory);
    plots.tones();
    plots.filters();
    plots.packets();
    SweepPlot.write(contenders, directory.resolve("convert-sweep.png"));
  }

  private void tones() throws IOException {
    tone("convert-997.png", Conversion.NEAR_UNITY, 997, LOG_HZ);
    tone("convert-19k.png", Conversion.NEAR_UNITY, 19_000, LINEAR_HZ);
    tone("convert-20k.png", Conversion.NEAR_UNITY, 20_000, LINEAR_HZ);
    tone("convert-44k1-997.png", Conversion.UP, 997, LOG_HZ);
    tone("convert-44k1-20k.png", Conversion.UP, 20_000, LINEAR_HZ);
    Conversion conversion = Conversion.NEAR_UNITY;
    spectra(
        "convert-ccif.png", "CCIF 19 + 20 kHz, −7 dBFS each, " + conversion.name(), conversion, LINEAR_HZ,
        QualityTable.twinTone(conversion, 19_000, 0.5, 20_000, 0.5));
    spectra(
        "convert-smpte.png", "SMPTE 60 Hz and 7 kHz, 4 : 1, −1 dBFS, " + conversion.name(), conversion, LOG_HZ,
        QualityTable.twinTone(conversion, 60, 0.8, 7000, 0.2));
  }

  private void tone(String file, Conversion conversion, double toneHz, Plot.Axis hz) throws IOException {
    double step = conversion.inputStep(toneHz);
    String tone = toneHz < 1000 ? Math.round(toneHz) + " Hz" : Math.round(toneHz / 1000) + " kHz";
    spectra(
        file, tone + ", −1 dBFS, " + conversion.name(), conversion, hz, n -> QualityTable.MINUS_1_DBFS * Math.sin(step * n));
  }

  private void spectra(String file, String title, Conversion conversion, Plot.Axis hz, IntToDoubleFunction signal) throws IOException {
    Plot plot = new Plot(title, hz, DBFS);
    for (Contender contender : contenders.reversed()) {
      double[] out = QualityTable.convert(contender, conversion, signal, QualityTable.FRAMES);
      add(plot, contender.name(), contender.color(), new Spectrum(out, QualityTable.SETTLED, BINS, conversion.toHz()));
    }
    plot.write(directory.resolve(file));
  }

  private static void add(Plot plot, String name, Color color, Spectrum spectrum) {
    plot.add(
        name,
        color,
        IntStream.range(0, spectrum.bins()).mapToDouble(spectrum::frequencyHz).toArray(),
        IntStream.range(0, spectrum.bins()).mapToDouble(spectrum::levelDb).toArray());
  }

  private void filters() throws IOException {
    Plot stop =
        new Plot(
            "Filters for 44.1→48 kHz: magnitude, from the answer to impulses", Plot.Axis.linear("frequency, Hz", 0, 200_000, 20_000),
            Plot.Axis.linear("dB", -220, 20, 20));
    Plot pass =
        new Plot(
            "Filters for 44.1→48 kHz: pass-band", Plot.Axis.linear("frequency, Hz", 0, 24_000, 2000),
            Plot.Axis.linear("dB", -0.01, 0.01, 0.002));
    Plot impulse =
        new Plot(
            "Answer to an impulse, 44.1→48 kHz: level of the peak of each 1/8 ms", Plot.Axis.linear("ms after the peak", -6, 6, 1),
            Plot.Axis.linear("dB of the peak", -200, 0, 20));
    Plot alias =
        new Plot(
            "Tones above the output's band, 96→48 kHz: everything that comes out",
            Plot.Axis.linear("frequency of the tone, Hz", 20_000, 48_000, 2000), Plot.Axis.linear("dB of the tone", -220, 0, 20));
    for (Contender contender : contenders.reversed()) {
      ImpulseResponse response = ImpulseResponse.of(contender);
      sample(stop, contender, 100, 200_000, 1500, response::db);
      sample(pass, contender, 30, 24_000, 900, response::db);
      ringing(impulse, contender, response.dense());
      sample(alias, contender, 20_000, 47_900, 200, toneHz -> QualityTable.alias(contender, toneHz));
    }
    stop.write(directory.resolve("convert-magnitude.png"));
    pass.write(directory.resolve("convert-passband.png"));
    impulse.write(directory.resolve("convert-impulse.png"));
    alias.write(directory.resolve("convert-alias.png"));
  }

  private static void sample(Plot plot, Contender contender, double from, double to, int points, DoubleUnaryOperator function) {
    double[] xs = IntStream.range(0, points).mapToDouble(i -> from + (to - from) * i / (points - 1)).toArray();
    plot.add(contender.name(), contender.color(), xs, Arrays.stream(xs).map(function).toArray());
  }

  private static void ringing(Plot plot, Contender contender, double[] dense) {
    int peak = 0;
    for (int i = 0; i < dense.length; i++) {
      peak = Math.abs(dense[i]) > Math.abs(dense[peak]) ? i : peak;
    }
    int step = (int) (ImpulseResponse.denseHz() / 8000);
    double[] xs = new double[97];
    double[] ys = new double[97];
    for (int i = 0; i < xs.length; i++) {
      double highest = 1e-12;
      for (int n = peak + (i - 48) * step - step / 2; n < peak + (i - 48) * step + step / 2; n++) {
        highest = Math.max(highest, n < 0 || n >= dense.length ? 0 : Math.abs(dense[n] / dense[peak]));
      }
      xs[i] = (i - 48) / 8.0;
      ys[i] = 20 * Math.log10(highest);
    }
    plot.add(contender.name(), contender.color(), xs, ys);
  }

  private void packets() throws IOException {
    Plot plot = new Plot("L24 in, L24 out: 997 Hz, −1 dBFS, " + Conversion.NEAR_UNITY.name(), LOG_HZ, DBFS);
    double[] dithered = QualityTable.quantizedTone(997, QualityTable.MINUS_1_DBFS, true);
    double[] rounded = QualityTable.quantizedTone(997, QualityTable.MINUS_1_DBFS, false);
    add(plot, "Crosspoint, TPDF", new Color(0x20, 0x60, 0xD0), new Spectrum(dithered, QualityTable.SETTLED, BINS, 48_000));
    add(plot, "Crosspoint, rounded", new Color(0xC0, 0x10, 0x20), new Spectrum(rounded, QualityTable.SETTLED, BINS, 48_000));
    plot.write(directory.resolve("convert-l24.png"));
  }
}
