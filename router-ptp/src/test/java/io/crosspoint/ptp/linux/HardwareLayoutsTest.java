package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** What is read from a card and written to it, byte by byte; a real card is not needed. */
class HardwareLayoutsTest {

  private static final long S = 1_000_000_000L;

  private final Arena arena = Arena.ofAuto();

  @Test
  void shouldWriteARequestOfADevice() {
    MemorySegment data = arena.allocate(HardwareStamping.CONFIG_BYTES, 8);
    MemorySegment request = HardwareStamping.request(arena, "enp3s0f1np1-too-long", data);
    assertEquals("enp3s0f1np1-too", request.getString(0), "15 characters and a zero");
    assertEquals(data.address(), request.get(JAVA_LONG, 16));
    assertEquals(40, request.byteSize());
  }

  @Test
  void shouldReadWhatACardCanDo() {
    MemorySegment info = arena.allocate(HardwareStamping.INFO_BYTES, 8);
    info.set(JAVA_INT, 4, 0x5F);
    info.set(JAVA_INT, 8, 3);
    info.set(JAVA_INT, 12, 0b11);
    info.set(JAVA_INT, 28, 1 << 12 | 1);
    assertEquals(3, HardwareStamping.phcIndex(info));
    assertTrue(HardwareStamping.canStamp(info));
    assertTrue(HardwareStamping.hasFilter(info, 12));
    assertFalse(HardwareStamping.hasFilter(info, 6));
    info.set(JAVA_INT, 12, 0b01);
    assertFalse(HardwareStamping.canStamp(info), "does not stamp what it sends");
    info.set(JAVA_INT, 12, 0b11);
    info.set(JAVA_INT, 4, 0x1A);
    assertFalse(HardwareStamping.canStamp(info), "software only");
    info.set(JAVA_INT, 4, 0x5F);
    info.set(JAVA_INT, 28, 1 << 9);
    assertFalse(HardwareStamping.canStamp(info), "PTP over Ethernet only");
  }

  @Test
  void shouldAskForStampsAndAcceptMore() {
    MemorySegment config = arena.allocate(HardwareStamping.CONFIG_BYTES, 8);
    HardwareStamping.fill(config, 12);
    assertEquals(0, config.get(JAVA_INT, 0));
    assertEquals(1, config.get(JAVA_INT, 4));
    assertEquals(12, config.get(JAVA_INT, 8));
    assertTrue(HardwareStamping.isEnough(config));
    config.set(JAVA_INT, 8, 1);
    assertTrue(HardwareStamping.isEnough(config), "all packets");
    config.set(JAVA_INT, 8, 7);
    assertFalse(HardwareStamping.isEnough(config), "Sync only");
    HardwareStamping.fill(config, 6);
    config.set(JAVA_INT, 4, 0);
    assertFalse(HardwareStamping.isEnough(config), "nothing that is sent");
  }

  @Test
  void shouldTakeTheNarrowestComparison() {
    MemorySegment extended = arena.allocate(PhcOffsets.EXTENDED_BYTES, 8);
    PhcOffsets.ask(extended, 4);
    assertEquals(10, extended.get(JAVA_INT, 0));
    assertEquals(4, extended.get(JAVA_INT, 4));
    for (int i = 0; i < 10; i++) {
      long width = i == 6 ? 80 : 1_000 + i;
      time(extended, 16 + 48L * i, 100 * S + i);
      time(extended, 32 + 48L * i, 7 * S - 1 + i);
      time(extended, 48 + 48L * i, 100 * S + i + width);
    }
    PhcReading reading = new PhcReading();
    PhcOffsets.readExtended(extended, true, reading);
    assertEquals(100 * S + 6 + 40, reading.systemNs());
    assertEquals(7 * S + 5, reading.deviceNs());
    assertEquals(80, reading.widthNs());
    assertTrue(reading.isRaw());
  }

  @Test
  void shouldReadOffsetsInTurn() {
    MemorySegment offset = arena.allocate(PhcOffsets.OFFSET_BYTES, 8);
    for (int i = 0; i <= 10; i++) {
      time(offset, 16 + 32L * i, 100 * S + 5_000L * i - (i == 4 ? 4_000 : 0));
    }
    for (int i = 0; i < 10; i++) {
      time(offset, 32 + 32L * i, 7 * S + i);
    }
    PhcReading reading = new PhcReading();
    PhcOffsets.readOffset(offset, reading);
    assertEquals(7 * S + 3, reading.deviceNs());
    assertEquals(1_000, reading.widthNs());
    assertFalse(reading.isRaw());
  }

  @Test
  void shouldReadWhatTheHardwareLatched() {
    MemorySegment precise = arena.allocate(PhcOffsets.PRECISE_BYTES, 8);
    time(precise, 0, 7 * S + 1);
    time(precise, 16, 1_700_000_000L * S);
    time(precise, 32, 100 * S + 2);
    PhcReading reading = new PhcReading();
    PhcOffsets.readPrecise(precise, reading);
    assertEquals(7 * S + 1, reading.deviceNs());
    assertEquals(100 * S + 2, reading.systemNs());
    assertEquals(0, reading.widthNs());
    assertTrue(reading.isRaw());
    MemorySegment capabilities = arena.allocate(PhcOffsets.CAPABILITIES_BYTES, 8);
    assertFalse(PhcOffsets.isPrecise(capabilities));
    capabilities.set(JAVA_INT, 24, 1);
    assertTrue(PhcOffsets.isPrecise(capabilities));
  }

  private static void time(MemorySegment segment, long at, long ns) {
    segment.set(JAVA_LONG, at, ns / S);
    segment.set(JAVA_INT, at + 8, (int) (ns % S));
    segment.set(JAVA_BYTE, at + 12, (byte) 0x5A);
  }

  @Test
  void shouldSayWhyADeviceDoesNotStamp() throws IOException {
    assumeTrue(LinuxClocks.isAvailable(), "needs Linux");
    HardwareStamping loopback = HardwareStamping.switchOn(NetworkDevice.find("lo").orElseThrow());
    assertFalse(loopback.isOn());
    assertEquals("lo has no hardware clock", loopback.reason());
  }

  @Test
  void shouldNameTheRemedyWhenAClockCannotBeOpened() {
    assumeTrue(LinuxClocks.isAvailable(), "needs Linux");
    String missing = assertThrows(IOException.class, () -> PhcDevice.open("/dev/no-such-ptp")).getMessage();
    assertEquals(
        "/dev/no-such-ptp: no such hardware clock; 'ethtool -T INTERFACE' tells the number of a card's, 'ls /dev/ptp*' all of them",
        missing);
    String other = assertThrows(IOException.class, () -> PhcDevice.open("/dev/null")).getMessage();
    assertEquals("/dev/null is not a hardware clock", other);
  }
}
