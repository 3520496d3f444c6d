package io.crosspoint.benchmarks.rig.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Curves over one another in one frame, with axes and a legend. Where several points share a column of pixels the highest is drawn. */
public final class Plot {

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int LEFT = 90;
  private static final int RIGHT = 290;
  private static final int TOP = 60;
  private static final int BOTTOM = 70;
  private static final Color GRID = new Color(0xE2, 0xE2, 0xE2);
  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
  private static final Font LARGE = new Font(Font.SANS_SERIF, Font.BOLD, 20);

  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<Curve> curves = new ArrayList<>();

  /**
   * A scale.
   *
   * @param ticks where it is labelled, from its least to its most value
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Axis(String label, boolean isLogarithmic, double... ticks) {

    double part(double value) {
      double least = ticks[0];
      double most = ticks[ticks.length - 1];
      return isLogarithmic ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
    }

    /** From nought to a round number that is at least {@code most}, in at most ten steps. */
    public static Axis upTo(String label, double most) {
      double step = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9) / 10)));
      for (double factor : new double[] {1, 2, 5, 10}) {
        if (factor * step * 10 >= most) {
          step *= factor;
          break;
        }
      }
      return linear(label, 0, step * Math.max(1, Math.ceil(most / step)), step);
    }

    public static Axis linear(String label, double least, double most, double step) {
      int count = (int) Math.round((most - least) / step);
      double[] ticks = new double[count + 1];
      for (int i = 0; i <= count; i++) {
        ticks[i] = least + i * step;
      }
      return new Axis(label, false, ticks);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Curve(String name, Color color, double[] x, double[] y) {}

  public Plot(String title, Axis x, Axis y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  /** Later curves are drawn over earlier ones, and stand above them in the legend. */
  public void add(String name, Color color, double[] xs, double[] ys) {
    curves.add(new Curve(name, color, xs, ys));
  }

  public void write(Path file) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    drawGrid(graphics);
    graphics.setClip(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    curves.forEach(curve -> draw(graphics, curve));
    graphics.setClip(null);
    drawLegend(graphics);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private double column(double value) {
    return LEFT + x.part(value) * (WIDTH - LEFT - RIGHT);
  }

  private double row(double value) {
    return HEIGHT - BOTTOM - y.part(value) * (HEIGHT - TOP - BOTTOM);
  }

  private void drawGrid(Graphics2D graphics) {
    graphics.setFont(SMALL);
    for (double tick : x.ticks) {
      int at = (int) Math.round(column(tick));
      graphics.setColor(GRID);
      graphics.drawLine(at, TOP, at, HEIGHT - BOTTOM);
      graphics.setColor(Color.DARK_GRAY);
      drawCentred(graphics, label(tick), at, HEIGHT - BOTTOM + 20);
    }
    for (double tick : y.ticks) {
      int at = (int) Math.round(row(tick));
      graphics.setColor(GRID);
      graphics.drawLine(LEFT, at, WIDTH - RIGHT, at);
      graphics.setColor(Color.DARK_GRAY);
      String label = label(tick);
      graphics.drawString(label, LEFT - 8 - graphics.getFontMetrics().stringWidth(label), at + 5);
    }
    graphics.setColor(Color.GRAY);
    graphics.drawRect(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    graphics.setColor(Color.BLACK);
    drawCentred(graphics, x.label, LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 20);
    graphics.rotate(-Math.PI / 2);
    drawCentred(graphics, y.label, -(TOP + (HEIGHT - TOP - BOTTOM) / 2), 24);
    graphics.rotate(Math.PI / 2);
    graphics.setFont(LARGE);
    graphics.drawString(title, LEFT, TOP - 22);
  }

  private static void drawCentred(Graphics2D graphics, String text, int at, int baseline) {
    graphics.drawString(text, at - graphics.getFontMetrics().stringWidth(text) / 2, baseline);
  }

  private static String label(double value) {
    if (Math.abs(value) >= 1000 && value % 100 == 0) {
      double thousands = value / 1000;
      return (thousands == Math.rint(thousands) ? Long.toString(Math.round(thousands)) : Double.toString(thousands)) + "k";
    }
    double rounded = Math.round(value * 1e6) / 1e6;
    String text = rounded == Math.rint(rounded) ? Long.toString(Math.round(rounded)) : Double.toString(rounded);
    return text.replace('-', '−');
  }

  private void draw(Graphics2D graphics, Curve curve) {
    Path2D path = new Path2D.Double();
    boolean isStarted = false;
    for (int i = 0; i < curve.x.length; ) {
      if (curve.x[i] < x.ticks[0]) {
        i++;
        continue;
      }
      int column = (int) column(curve.x[i]);
      double highest = curve.y[i];
      for (i++; i < curve.x.length && (int) column(curve.x[i]) == column; i++) {
        highest = Math.max(highest, curve.y[i]);
      }
      double row = row(Math.max(highest, y.ticks[0] - 10 * Math.abs(y.ticks[1] - y.ticks[0])));
      if (isStarted) {
        path.lineTo(column, row);
      } else {
        path.moveTo(column, row);
      }
      isStarted = true;
    }
    graphics.setColor(curve.color);
    graphics.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(path);
  }

  private void drawLegend(Graphics2D graphics) {
    graphics.setFont(SMALL);
    int row = TOP + 14;
    for (Curve curve : curves.reversed()) {
      graphics.setColor(curve.color);
      graphics.setStroke(new BasicStroke(4));
      graphics.drawLine(WIDTH - RIGHT + 20, row, WIDTH - RIGHT + 50, row);
      graphics.setColor(Color.BLACK);
      graphics.drawString(curve.name, WIDTH - RIGHT + 60, row + 5);
      row += 26;
    }
  }
}
