package io.crosspoint.app.sdp;

/** {@code a=sync-time} (RAVENNA): the RTP timestamp at the epoch of the clock, 32 unsigned bits; what mediaclk:direct says too. */
public record SyncTime(long timestamp) implements Attribute {

  static final String NAME = "sync-time";

  static SyncTime read(LineReader line) {
    SyncTime time = new SyncTime(line.number("a timestamp", 0, 0xFFFF_FFFFL));
    line.end("the timestamp");
    return time;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String body() {
    return String.valueOf(timestamp);
  }
}
