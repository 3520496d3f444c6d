package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.ptp.port.PtpPort;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A simulated card whose clock is 8 ppm fast and began an hour ago. */
class PacketStampsTest {

  private static final long HOUR_NS = 3_600_000_000_000L;

  private final SimulatedClocks clocks = new SimulatedClocks();
  private final StampConverter wallClock = new StampConverter(clocks);
  private boolean isCardGone;
  private long cardStepNs;
  private final PhcBridge bridge = new PhcBridge(into -> {
    into.set(clocks.rawNs(), cardNs(), 50, true);
    return !isCardGone;
  }, wallClock);
  private final PacketStamps stamps = new PacketStamps(wallClock, bridge, "stamped by red");

  @BeforeEach
  void settle() {
    clocks.setFrozen(true);
    for (int i = 0; i < 10; i++) {
      clocks.advance(100_000_000);
      assertFalse(stamps.refresh());
    }
  }

  private long cardNs() {
    return HOUR_NS + clocks.rawNs() + Math.round(clocks.rawNs() * 8e-6) + cardStepNs;
  }

  @Test
  void shouldPreferTheCardsStamp() {
    long rawNs = clocks.rawNs();
    long cardNs = cardNs();
    clocks.advance(30_000);
    long kernelNs = clocks.realtimeNs();
    clocks.advance(1_000_000);
    assertFalse(stamps.refresh());
    assertEquals(rawNs, stamps.received(kernelNs, cardNs), 2, "the card's, though the kernel's is 30 us later");
    assertEquals("stamped by red", stamps.source());
  }

  @Test
  void shouldRejectGlitchesOfTheDriver() {
    long kernelNs = clocks.realtimeNs();
    for (long glitchNs : new long[] {1L << 32, -(1L << 32), 1L << 33, 200_000_000}) {
      assertEquals(PtpPort.NO_STAMP, stamps.received(kernelNs, cardNs() + glitchNs), "glitch of " + glitchNs);
      assertTrue(stamps.received(kernelNs, cardNs()) != PtpPort.NO_STAMP);
    }
    assertEquals(4, stamps.implausible());
    assertFalse(stamps.takeFallback(), "single glitches are lived with");
  }

  @Test
  void shouldPairTheTwoStampsOfASentPacket() {
    stamps.sent(3);
    assertFalse(stamps.transmitted(3, clocks.realtimeNs(), 0), "the kernel's alone is not enough");
    assertTrue(stamps.transmitted(3, 0, cardNs()));
    assertEquals(clocks.rawNs(), stamps.transmitRawNs(), 2);
    stamps.sent(4);
    assertFalse(stamps.transmitted(4, 0, cardNs()));
    assertTrue(stamps.transmitted(4, clocks.realtimeNs(), 0), "in either order");
    stamps.sent(5);
    assertFalse(stamps.transmitted(5, clocks.realtimeNs(), cardNs() + (1L << 33)), "a glitch");
  }

  @Test
  void shouldFallBackToTheKernelAfterFiveMissing() {
    for (int i = 0; i < 5; i++) {
      stamps.sent(i);
      assertFalse(stamps.transmitted(i, clocks.realtimeNs(), 0));
      assertFalse(stamps.takeFallback());
    }
    stamps.sent(5);
    assertTrue(stamps.takeFallback());
    assertFalse(stamps.takeFallback(), "told once");
    assertEquals("kernel; not by the card: it does not stamp sent packets", stamps.source());
    assertTrue(stamps.transmitted(5, clocks.realtimeNs(), 0));
    assertEquals(clocks.rawNs(), stamps.received(clocks.realtimeNs(), 0), 2);
  }

  @Test
  void shouldFallBackWhenReceivedPacketsAreNotStamped() {
    for (int i = 0; i < 5; i++) {
      assertFalse(stamps.takeFallback());
      assertEquals(PtpPort.NO_STAMP, stamps.received(clocks.realtimeNs(), 0), "never both in turn");
    }
    assertTrue(stamps.takeFallback());
    assertTrue(stamps.received(clocks.realtimeNs(), 0) != PtpPort.NO_STAMP);
  }

  @Test
  void shouldFallBackWhenTheClockIsGone() {
    isCardGone = true;
    assertTrue(stamps.refresh());
    assertTrue(stamps.takeFallback());
    assertEquals("kernel; not by the card: its hardware clock cannot be read any more", stamps.source());
    assertFalse(stamps.refresh());
  }

  @Test
  void shouldTellAStepOfTheCardsClock() {
    cardStepNs = 37_000_000_000L;
    clocks.advance(100_000_000);
    assertTrue(stamps.refresh());
    assertFalse(stamps.refresh());
    assertEquals(1, bridge.steps());
    clocks.advance(100_000_000);
    assertFalse(stamps.refresh());
    assertEquals(clocks.rawNs(), stamps.received(clocks.realtimeNs(), cardNs()), 2);
  }
}
