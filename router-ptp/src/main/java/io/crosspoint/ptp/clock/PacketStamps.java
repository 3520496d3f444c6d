package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.port.PtpPort;
import org.jspecify.annotations.Nullable;

/**
 * The stamps of packets in raw time: the card's while it has them, else the kernel's, and never both in turn, because they differ by
 * microseconds. A stamp of the card that the kernel's contradicts is a glitch of the driver (2^32 or 2^33 ns have been seen) and counts as
 * missing; five missing in a row, either way, and the kernel's are used from then on.
 *
 * <p><b>Thread:</b> one. Allocates nothing until it falls back.
 */
final class PacketStamps {

  /** Interrupts and softirqs delay the kernel's stamp by milliseconds at worst; a glitch is off by seconds. */
  private static final long PLAUSIBLE_NS = 100_000_000L;

  private static final int MISSING_IN_A_ROW = 5;
  private static final int PLACES = 64;
  private static final int MASK = PLACES - 1;

  private final StampConverter wallClock;
  private @Nullable PhcBridge card;
  private String source;
  private final long[] kernelRawNs = new long[PLACES];
  private final long[] cardRawNs = new long[PLACES];
  private int missingReceived;
  private int missingSent;
  private long steps;
  private long implausible;
  private boolean hasFallenBack;
  private long transmitRawNs;

  /** @param source in an operator's words */
  PacketStamps(StampConverter wallClock, @Nullable PhcBridge card, String source) {
    this.wallClock = wallClock;
    this.card = card;
    this.source = source;
  }

  /** Reads all clocks; returns whether what is stamped and not yet converted is lost. */
  boolean refresh() {
    boolean isStepped = wallClock.refresh();
    PhcBridge bridge = card;
    if (bridge == null) {
      return isStepped;
    }
    if (!bridge.refresh()) {
      fallBack("its hardware clock cannot be read any more");
      return true;
    }
    boolean isCardStepped = bridge.steps() != steps;
    steps = bridge.steps();
    return isCardStepped;
  }

  /** The raw time of a received packet, or {@link PtpPort#NO_STAMP}. Stamps are 0 where there is none. */
  long received(long kernelNs, long cardNs) {
    long kernel = wallClock.isConvertible(kernelNs) ? wallClock.toRaw(kernelNs) : PtpPort.NO_STAMP;
    PhcBridge bridge = card;
    if (bridge == null) {
      return kernel;
    }
    long raw = judged(bridge, cardNs, kernel);
    missingReceived = raw == PtpPort.NO_STAMP ? missingReceived + 1 : 0;
    if (missingReceived >= MISSING_IN_A_ROW) {
      fallBack("it does not stamp received packets");
    }
    return raw;
  }

  /** A packet was given to the kernel under this id. */
  void sent(int id) {
    kernelRawNs[id & MASK] = PtpPort.NO_STAMP;
    cardRawNs[id & MASK] = PtpPort.NO_STAMP;
    if (card != null && ++missingSent > MISSING_IN_A_ROW) {
      fallBack("it does not stamp sent packets");
    }
  }

  /** A stamp of a sent packet came, of the kernel, the card, or both; returns whether {@link #transmitRawNs} is its raw time now. */
  boolean transmitted(int id, long kernelNs, long cardNs) {
    int place = id & MASK;
    if (wallClock.isConvertible(kernelNs)) {
      kernelRawNs[place] = wallClock.toRaw(kernelNs);
    }
    PhcBridge bridge = card;
    if (bridge == null) {
      transmitRawNs = kernelRawNs[place];
      return transmitRawNs != PtpPort.NO_STAMP;
    }
    if (bridge.isConvertible(cardNs)) {
      cardRawNs[place] = bridge.toRaw(cardNs);
    } else if (cardNs != 0) {
      implausible++;
    }
    if (cardRawNs[place] == PtpPort.NO_STAMP || kernelRawNs[place] == PtpPort.NO_STAMP) {
      return false;
    }
    if (Math.abs(cardRawNs[place] - kernelRawNs[place]) > PLAUSIBLE_NS) {
      implausible++;
      return false;
    }
    missingSent = 0;
    transmitRawNs = cardRawNs[place];
    return true;
  }

  long transmitRawNs() {
    return transmitRawNs;
  }

  /** Without a kernel's stamp to compare with, the card's must at least be of now. */
  private long judged(PhcBridge bridge, long cardNs, long kernel) {
    if (cardNs == 0) {
      return PtpPort.NO_STAMP;
    }
    if (!bridge.isConvertible(cardNs)) {
      implausible++;
      return PtpPort.NO_STAMP;
    }
    long raw = bridge.toRaw(cardNs);
    if (kernel != PtpPort.NO_STAMP && Math.abs(raw - kernel) > PLAUSIBLE_NS) {
      implausible++;
      return PtpPort.NO_STAMP;
    }
    return raw;
  }

  private void fallBack(String why) {
    card = null;
    hasFallenBack = true;
    source = "kernel; not by the card: " + why;
  }

  /** Told once: what was measured by the card does not fit what will be measured by the kernel. */
  boolean takeFallback() {
    boolean isNews = hasFallenBack;
    hasFallenBack = false;
    return isNews;
  }

  /** Who stamps, and why not the card; for an operator. */
  String source() {
    return source;
  }

  /** Stamps of the card that the kernel's contradicted. */
  long implausible() {
    return implausible;
  }
}
