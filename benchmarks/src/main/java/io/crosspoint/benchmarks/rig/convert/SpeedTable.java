package io.crosspoint.benchmarks.rig.convert;

import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Nanoseconds for each output sample of each channel, on one thread: the best of many short runs that the contenders take in turns, so that
 * a machine that is slow for a while is slow for all.
 */
final class SpeedTable {

  private static final long WARM_UP_NS = 400_000_000;
  private static final long RUN_NS = 12_000_000;
  private static final int RUNS = 15;
  private static final int[] CHANNELS = {1, 2, 8};
  private static final List<Conversion> CONVERSIONS =
      List.of(Conversion.NEAR_UNITY, Conversion.UP, Conversion.DOWN, Conversion.HALVE);

  private final List<String> rows = new ArrayList<>();

  /** Some work whose unit is output samples. */
  private interface Work {
    /** Returns output frames. */
    long run(int blocks);
  }

  /** One cell being measured. */
  private static final class Stopwatch {

    private final Work work;
    private final int channels;
    private int blocks = 16;
    private double bestNs = Double.POSITIVE_INFINITY;

    Stopwatch(Work work, int channels) {
      this.work = work;
      this.channels = channels;
    }

    void warmUp() {
      long startNs = System.nanoTime();
      while (System.nanoTime() - startNs < WARM_UP_NS) {
        long runNs = System.nanoTime();
        work.run(blocks);
        if (System.nanoTime() - runNs < RUN_NS) {
          blocks += blocks / 4;
        }
      }
    }

    void run() {
      long startNs = System.nanoTime();
      long frames = work.run(blocks);
      bestNs = Math.min(bestNs, (double) (System.nanoTime() - startNs) / (frames * channels));
    }

    double bestNs() {
      return bestNs;
    }
  }

  static List<String> measure(List<Contender> contenders) {
    SpeedTable table = new SpeedTable();
    table.resamplers(contenders);
    table.packets();
    return table.rows;
  }

  private void resamplers(List<Contender> contenders) {
    rows.add("## Speed: ns per output sample per channel, blocks of 48 frames, one thread, 1 / 2 / 8 channels");
    rows.add("");
    StringBuilder head = new StringBuilder("| |");
    CONVERSIONS.forEach(conversion -> head.append(' ').append(conversion.name()).append(" |"));
    rows.add(head.toString());
    rows.add("|---|" + "---|".repeat(CONVERSIONS.size()));
    String[][] cells = new String[contenders.size()][CONVERSIONS.size()];
    for (int i = 0; i < CONVERSIONS.size(); i++) {
      for (int c = 0; c < contenders.size(); c++) {
        cells[c][i] = "";
      }
      for (int channels : CHANNELS) {
        measure(contenders, CONVERSIONS.get(i), channels, cells, i);
      }
    }
    for (int c = 0; c < contenders.size(); c++) {
      boolean isPresent = contenders.get(c).isPresent();
      String missing = " not installed |".repeat(CONVERSIONS.size());
      rows.add("| " + contenders.get(c).name() + " |" + (isPresent ? " " + String.join(" | ", cells[c]) + " |" : missing));
    }
    rows.add("");
  }

  private static void measure(List<Contender> contenders, Conversion conversion, int channels, String[][] cells, int column) {
    List<Optional<Converter>> converters =
        contenders.stream()
            .map(contender -> contender.isPresent() ? Optional.of(contender.open(conversion, channels)) : Optional.<Converter>empty())
            .toList();
    List<Optional<Stopwatch>> watches =
        converters.stream().map(converter -> converter.map(present -> new Stopwatch(present::repeat, channels))).toList();
    watches.forEach(watch -> watch.ifPresent(Stopwatch::warmUp));
    for (int run = 0; run < RUNS; run++) {
      watches.forEach(watch -> watch.ifPresent(Stopwatch::run));
    }
    for (int c = 0; c < cells.length; c++) {
      String cell = watches.get(c).map(watch -> String.format(Locale.ROOT, "%.1f", watch.bestNs())).orElse("");
      cells[c][column] += (cells[c][column].isEmpty() ? "" : " / ") + cell;
    }
    converters.forEach(converter -> converter.ifPresent(Converter::close));
  }

  private void packets() {
    rows.add("End to end, L24 packets of 48 frames to L24 packets (decoding, history, resampling, rounding, encoding), 2 / 8 channels:");
    rows.add("");
    rows.add("| | 48→48 kHz, +100 ppm | 44.1→48 kHz | 48→48 kHz, TPDF dither |");
    rows.add("|---|---|---|---|");
    rows.add("| Crosspoint, scalar |" + packets(ScalarInterpolator::new));
    if (Interpolator.vector().isPresent()) {
      rows.add("| Crosspoint, vector |" + packets(() -> Interpolator.vector().orElseThrow()));
    }
    rows.add("");
  }

  private static String packets(Supplier<Interpolator> interpolators) {
    return packets(48_000, 100, interpolators, false) + packets(44_100, 0, interpolators, false)
        + packets(48_000, 100, interpolators, true);
  }

  private static String packets(int fromHz, double ppm, Supplier<Interpolator> interpolators, boolean isDithered) {
    StringBuilder cell = new StringBuilder();
    for (int channels : new int[] {2, 8}) {
      PacketPath path = new PacketPath(fromHz, 48_000, ppm, channels, interpolators.get(), isDithered);
      Stopwatch watch =
          new Stopwatch(
              blocks -> {
                for (int block = 0; block < blocks; block++) {
                  path.packet();
                }
                return (long) blocks * Converter.BLOCK_FRAMES;
              },
              channels);
      watch.warmUp();
      for (int run = 0; run < RUNS; run++) {
        watch.run();
      }
      cell.append(String.format(Locale.ROOT, channels == 2 ? " %.1f" : " / %.1f |", watch.bestNs()));
    }
    return cell.toString();
  }
}
