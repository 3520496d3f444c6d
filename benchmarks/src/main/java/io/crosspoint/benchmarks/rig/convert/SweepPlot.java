package io.crosspoint.benchmarks.rig.convert;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A sweep from 0 to 48 kHz at 96 kHz, converted to 48 kHz, as pictures of frequency over time: one line that rises to the end of the band;
 * whatever else is seen was added.
 */
final class SweepPlot {

  private static final int COLUMNS = 280;
  private static final int ROWS = 400;
  private static final int MARGIN = 64;
  private static final int HEAD = 96;
  private static final int FOOT = 120;
  private static final int WINDOW = 2048;
  private static final int HOP = 1024;
  private static final double FLOOR_DB = -180;
  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Font LARGE = new Font(Font.SANS_SERIF, Font.BOLD, 20);

  private SweepPlot() {}

  static void write(List<Contender> contenders, Path file) throws IOException {
    int width = MARGIN + contenders.size() * (COLUMNS + MARGIN / 4) + MARGIN / 2;
    BufferedImage image = new BufferedImage(width, HEAD + ROWS + FOOT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setFont(LARGE);
    graphics.drawString("Sweep 0 to 48 kHz, 96→48 kHz: frequency at the output over frequency at the input", MARGIN, 32);
    graphics.setFont(SMALL);
    for (int khz = 0; khz <= 24; khz += 4) {
      graphics.drawString(khz + " kHz", 8, HEAD + ROWS - khz * ROWS / 24 + (khz == 24 ? 10 : 4));
    }
    for (int i = 0; i < contenders.size(); i++) {
      int left = MARGIN + i * (COLUMNS + MARGIN / 4);
      graphics.setColor(Color.BLACK);
      graphics.drawString(contenders.get(i).name(), left, HEAD - 12);
      for (int khz = 0; khz <= 48; khz += 12) {
        int tick = left + khz * COLUMNS / 48;
        graphics.drawString(khz + (khz == 0 ? " kHz" : ""), khz == 48 ? tick - 18 : tick, HEAD + ROWS + 20);
      }
      draw(contenders.get(i), image, left);
    }
    drawScale(graphics);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private static void draw(Contender contender, BufferedImage image, int left) {
    int frames = QualityTable.SETTLED + COLUMNS * HOP + WINDOW;
    int inputFrames = COLUMNS * HOP * 2;
    int from = 2 * QualityTable.SETTLED;
    double[] out =
        QualityTable.convert(
            contender,
            Conversion.HALVE,
            n -> {
              double t = n - from;
              return t < 0 || t > inputFrames ? 0 : 0.89 * Math.sin(Math.PI * 0.5 * t * t / inputFrames);
            },
            frames);
    for (int column = 0; column < COLUMNS; column++) {
      Spectrum spectrum = new Spectrum(out, from / 2 + column * HOP - WINDOW / 2 + HOP / 2, WINDOW, 48_000);
      for (int row = 0; row < ROWS; row++) {
        int bin = row * spectrum.bins() / ROWS;
        int next = Math.max(bin + 1, (row + 1) * spectrum.bins() / ROWS);
        double db = Double.NEGATIVE_INFINITY;
        for (int i = bin; i < next; i++) {
          db = Math.max(db, spectrum.levelDb(i));
        }
        image.setRGB(left + column, HEAD + ROWS - 1 - row, color(db).getRGB());
      }
    }
  }

  private static void drawScale(Graphics2D graphics) {
    int top = HEAD + ROWS + 48;
    int width = 600;
    for (int i = 0; i < width; i++) {
      graphics.setColor(color(FLOOR_DB * (1 - (double) i / width)));
      graphics.drawLine(MARGIN + i, top, MARGIN + i, top + 18);
    }
    graphics.setColor(Color.BLACK);
    for (int db = (int) FLOOR_DB; db <= 0; db += 30) {
      String label = db == 0 ? "0 dBFS" : Integer.toString(db).replace('-', '−');
      graphics.drawString(label, (int) (MARGIN + width * (1 - db / FLOOR_DB)) - (db == 0 ? 0 : 12), top + 38);
    }
  }

  /** Black through blue, magenta and orange to white. */
  private static Color color(double db) {
    double part = Math.clamp(1 - db / FLOOR_DB, 0.0, 1.0);
    return new Color(
        (float) Math.clamp(2.2 * part - 0.5, 0.0, 1.0), (float) Math.clamp(2.5 * part - 1.5, 0.0, 1.0),
        (float) (part < 0.4 ? part * 2 : part < 0.7 ? Math.max(0.0, 0.8 - (part - 0.4) * 2.4) : Math.clamp((part - 0.8) * 5, 0.0, 1.0)));
  }
}
