package io.crosspoint.app.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Packet times to whole frames. What is written is often rounded: 0.12ms is 6 frames at 48 kHz, 333us is 16, and AES67 sends 48 frames at
 * 44.1 kHz and calls it 1.09ms.
 */
final class PacketTimes {

  /** No datagram carries more. */
  private static final BigDecimal MOST_FRAMES = BigDecimal.valueOf(65_535);
  private static final BigDecimal NS_PER_S = BigDecimal.valueOf(1_000_000_000L);

  /** A whole number of milliseconds is meant to the microsecond: 1ms is not 44 frames at 44.1 kHz (0.9977 ms). */
  private static final BigDecimal FINEST_STEP_NS = BigDecimal.valueOf(1000);

  /** Written any coarser, a packet time that is not exact says too little: 0.3ms could be 14 to 19 frames at 48 kHz. */
  private static final BigDecimal COARSEST_STEP_NS = BigDecimal.valueOf(10_000);

  /** Frames of the packet times that AES67, ST 2110-30 and Livewire name, at 44.1 and 48 kHz (AES67-2018 clause 7.2). */
  private static final List<Integer> CONVENTIONAL_FRAMES = List.of(6, 12, 16, 48, 192, 240);

  private PacketTimes() {}

  /** The only frame count that the written packet time can mean, or a refusal that names the nearest ones. */
  static Parsed<Integer> frames(String text, int rateHz) {
    return Durations.written(text).then(written -> {
      BigDecimal exactFrames = written.ns().multiply(BigDecimal.valueOf(rateHz)).divide(NS_PER_S);
      if (exactFrames.compareTo(MOST_FRAMES) > 0) {
        return Parsed.refused(text + " is longer than any packet");
      }
      if (exactFrames.signum() > 0 && exactFrames.stripTrailingZeros().scale() <= 0) {
        return Parsed.value(exactFrames.intValueExact());
      }
      BigDecimal stepNs = written.isWhole() ? written.stepNs().min(FINEST_STEP_NS) : written.stepNs();
      List<Integer> meant = framesThatRoundTo(written.ns(), stepNs, rateHz);
      if (meant.size() > 1 && stepNs.compareTo(COARSEST_STEP_NS) <= 0) {
        meant = meant.stream().filter(frames -> isConventional(frames, rateHz)).toList();
      }
      return meant.size() == 1 ? Parsed.value(meant.getFirst()) : Parsed.refused(refusal(text, exactFrames, rateHz));
    });
  }

  /** Duration of a packet, to the nanosecond. */
  static long ns(int frames, int rateHz) {
    return (frames * 1_000_000_000L + rateHz / 2) / rateHz;
  }

  /** Both habits are on the wire: 6 frames (0.125 ms) are written 0.13 and 0.12. */
  private static List<Integer> framesThatRoundTo(BigDecimal ns, BigDecimal stepNs, int rateHz) {
    BigDecimal rate = BigDecimal.valueOf(rateHz);
    int lowest = ns.subtract(stepNs).max(BigDecimal.ZERO).multiply(rate).divide(NS_PER_S, 0, RoundingMode.FLOOR).intValueExact();
    int highest = ns.add(stepNs).multiply(rate).divide(NS_PER_S, 0, RoundingMode.CEILING).intValueExact();
    List<Integer> frames = new ArrayList<>();
    for (int n = Math.max(1, lowest); n <= highest; n++) {
      BigDecimal steps = BigDecimal.valueOf(n).multiply(NS_PER_S).divide(rate.multiply(stepNs), 12, RoundingMode.HALF_UP);
      BigDecimal written = ns.divide(stepNs, 0, RoundingMode.HALF_UP);
      boolean isRounded = steps.setScale(0, RoundingMode.HALF_UP).compareTo(written) == 0;
      if (isRounded || steps.setScale(0, RoundingMode.DOWN).compareTo(written) == 0) {
        frames.add(n);
      }
    }
    return frames;
  }

  private static boolean isConventional(int frames, int rateHz) {
    int multiple = rateHz / 44_100;
    return frames % multiple == 0 && CONVENTIONAL_FRAMES.contains(frames / multiple);
  }

  private static String refusal(String text, BigDecimal exactFrames, int rateHz) {
    int below = Math.max(1, exactFrames.setScale(0, RoundingMode.FLOOR).intValueExact());
    StringBuilder refusal = new StringBuilder(text)
        .append(" is ").append(exactFrames.setScale(3, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString())
        .append(" frames at ").append(rateHz).append(" Hz, which is not whole; nearest are ")
        .append(described(below, rateHz)).append(" and ").append(described(below + 1, rateHz));
    int conventional = exactFrames.multiply(BigDecimal.valueOf(48_000))
        .divide(BigDecimal.valueOf(44_100), 6, RoundingMode.HALF_UP).setScale(0, RoundingMode.HALF_UP).intValueExact();
    if (rateHz % 44_100 == 0 && conventional > below + 1 && isConventional(conventional, rateHz)) {
      refusal.append("; AES67 equipment sends ").append(described(conventional, rateHz));
    }
    return refusal.append("; or say frames instead of packet-time").toString();
  }

  private static String described(int frames, int rateHz) {
    return Durations.text(ns(frames, rateHz)) + " (" + frames + (frames == 1 ? " frame)" : " frames)");
  }
}
