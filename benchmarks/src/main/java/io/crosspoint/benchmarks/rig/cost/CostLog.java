package io.crosspoint.benchmarks.rig.cost;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** The ages of all packets, in nanoseconds, as an HdrHistogram log: one interval for each point, tagged with its routes. */
final class CostLog {

  private CostLog() {}

  static void write(Path file, List<Point> points) throws IOException {
    try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
      HistogramLogWriter log = new HistogramLogWriter(out);
      log.outputComment("[Age of a packet's first frame when the listener's kernel received it, ns]");
      log.outputLogFormatVersion();
      log.outputLegend();
      int second = 0;
      for (Point point : points) {
        Histogram agesNs = point.heard().agesNs();
        agesNs.setTag(point.routes() + "-routes");
        log.outputIntervalHistogram(second, second + 1, agesNs, 1e6);
        second++;
      }
    }
  }
}
