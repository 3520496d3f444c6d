package io.crosspoint.app.sdp;

/** {@code a=framecount} (RAVENNA): frames in each packet, {@code 48}, or the range that a sender offers, {@code 64-192}. */
public record FrameCount(int least, int greatest) implements Attribute {

  static final String NAME = "framecount";

  static FrameCount read(LineReader line) {
    int least = (int) line.number("a number of frames", 1, 65_535);
    int greatest = line.take('-') ? (int) line.number("the greatest number of frames", least, 65_535) : least;
    line.end("the number of frames");
    return new FrameCount(least, greatest);
  }

  public boolean isExact() {
    return least == greatest;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String body() {
    return isExact() ? String.valueOf(least) : least + "-" + greatest;
  }
}
