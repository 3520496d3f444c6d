package io.crosspoint.pipeline.meter;

/**
 * How long one stage takes for an event. Only some events are timed, see {@link Sampling}: reading a clock for each would cost more than
 * some stages do. Written by the thread that runs the stage, read by anyone.
 *
 * @param stage its name: place, convert or render
 * @param packetNs for a packet or frames of a source
 * @param transmitNs for a TRANSMIT, which every output of a group waits for
 */
public record StageMeter(String stage, Distribution packetNs, Distribution transmitNs) {

  public StageMeter(String stage) {
    this(stage, new Distribution(), new Distribution());
  }

  /**
   * Which events are timed: a TRANSMIT in 8 and another event in 64, on average. The gaps are irregular, because the events of a plant come
   * in a rhythm that an even gap could stay in step with. One thread's.
   */
  public static final class Sampling {

    private static final int TRANSMIT_GAPS = 15;
    private static final int PACKET_GAPS = 127;

    private int random = 1;
    private int transmits = 1;
    private int packets = 1;

    public boolean shouldTime(boolean isTransmit) {
      if (isTransmit) {
        if (--transmits > 0) {
          return false;
        }
        transmits = 1 + next(TRANSMIT_GAPS);
      } else {
        if (--packets > 0) {
          return false;
        }
        packets = 1 + next(PACKET_GAPS);
      }
      return true;
    }

    /** 0 to {@code bound} − 1. Numerical Recipes' linear congruence: its high bits are good enough. */
    private int next(int bound) {
      random = random * 1_664_525 + 1_013_904_223;
      return (int) (((random & 0xFFFF_FFFFL) * bound) >>> 32);
    }
  }
}
