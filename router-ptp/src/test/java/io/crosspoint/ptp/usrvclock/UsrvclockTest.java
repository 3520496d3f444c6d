package io.crosspoint.ptp.usrvclock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.linux.LinuxClocks;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UsrvclockTest {

  @TempDir Path directory;

  @Test
  void shouldReadWhatItWrites() {
    ClockReading clock = new ClockReading();
    clock.setLine(123, 0, -333, 1.5e-5, 0, 0);
    ByteBuffer wire = ByteBuffer.allocate(OverlayFrame.BYTES).order(ByteOrder.nativeOrder());
    OverlayFrame.write(clock, wire);
    OverlayFrame frame = OverlayFrame.read(wire.array()).orElseThrow();
    assertEquals(new OverlayFrame(OverlayFrame.MONOTONIC_RAW, 123, -456, 1.5e-5), frame);
    assertEquals(1_000_000_123L - 456 + 15_000, frame.timeAt(1_000_000_123L));
  }

  @Test
  void shouldReadTheReferencesLayout() {
    ByteBuffer wire = ByteBuffer.allocate(40).order(ByteOrder.nativeOrder());
    wire.put(0, (byte) 'V').put(1, (byte) 'C').putShort(2, (short) 1).putShort(4, (short) 7).putShort(6, (short) 1);
    wire.putLong(8, 0).putLong(16, 1_000).putLong(24, 37).putDouble(32, -2e-6);
    assertEquals(new OverlayFrame(0, 1_000, 37, -2e-6), OverlayFrame.read(wire.array()).orElseThrow(), "a newer minor version is read");
  }

  private static byte[] frame(long clockId, double scale) {
    ByteBuffer wire = ByteBuffer.allocate(OverlayFrame.BYTES).order(ByteOrder.nativeOrder());
    OverlayFrame.write(new ClockReading(), wire);
    return wire.putLong(8, clockId).putDouble(32, scale).array();
  }

  @Test
  void shouldRefuseWhatIsNotAnOverlay() {
    byte[] good = frame(OverlayFrame.REALTIME, 0);
    SplittableRandom random = new SplittableRandom(1);
    assertTrue(OverlayFrame.read(new byte[0]).isEmpty());
    assertTrue(OverlayFrame.read(frame(2, 0)).isEmpty(), "a clock of one process only");
    assertTrue(OverlayFrame.read(frame(0, 0.1)).isEmpty(), "10 % off");
    assertTrue(OverlayFrame.read(frame(0, Double.NaN)).isEmpty());
    for (int i = 0; i < 100_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      OverlayFrame.read(bad).ifPresent(frame -> assertTrue(Math.abs(frame.scale()) <= 1e-3));
    }
  }

  @Test
  void shouldShareAClockBetweenProcesses() throws Exception {
    assumeTrue(LinuxClocks.isAvailable(), "needs Linux");
    Path path = directory.resolve("clock");
    HostClocks clocks = HostClocks.ofThisHost();
    FixedClock origin = new FixedClock(clocks.rawNs(), 1_000_000_000_000L, 25e-6);
    try (UsrvclockSource source = new UsrvclockSource(path)) {
      source.start();
      Await.until(Duration.ofSeconds(5), "no server yet", () -> source.snapshot().reason().contains("no overlay"));
      try (UsrvclockServer server = new UsrvclockServer(path, origin)) {
        server.start();
        Await.until(Duration.ofSeconds(10), "locked", () -> source.snapshot().state() == ClockState.LOCKED);
        long rawNs = clocks.rawNs();
        assertEquals(origin.snapshot().ptpAtRaw(rawNs), source.snapshot().ptpAtRaw(rawNs), 5_000);
        assertEquals(25e-6, source.snapshot().rate(), 2e-6);
      }
      assertFalse(Files.exists(path), "the server removes its file");
      Await.until(Duration.ofSeconds(8), "holdover", () -> source.snapshot().state() == ClockState.HOLDOVER);
      long rawNs = clocks.rawNs();
      assertEquals(origin.snapshot().ptpAtRaw(rawNs), source.snapshot().ptpAtRaw(rawNs), 50_000);
    }
  }

  @Test
  void shouldTakeThePathOfADeadServerOnly() throws Exception {
    assumeTrue(LinuxClocks.isAvailable(), "needs Linux");
    Path path = directory.resolve("clock");
    FixedClock origin = new FixedClock(0, 1, 0);
    Files.writeString(path, "somebody's");
    try (UsrvclockServer server = new UsrvclockServer(path, origin)) {
      assertTrue(assertThrows(IOException.class, server::start).getMessage().endsWith("is not a socket"));
    }
    assertEquals("somebody's", Files.readString(path));
    Files.delete(path);
    try (UsrvclockServer first = new UsrvclockServer(path, origin)) {
      first.start();
      try (UsrvclockServer second = new UsrvclockServer(path, origin)) {
        assertTrue(assertThrows(IOException.class, second::start).getMessage().endsWith("is in use by another process"));
      }
      assertTrue(Files.exists(path), "who was refused removes nothing");
    }
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      try (UsrvclockServer third = new UsrvclockServer(path, origin)) {
        assertThrows(IOException.class, third::start, "a living socket of another kind");
      }
    }
    assertTrue(Files.exists(path), "the JDK leaves its file behind");
    try (UsrvclockServer fourth = new UsrvclockServer(path, origin)) {
      fourth.start();
    }
  }

  /** A clock that is what it was made. */
  private record FixedClock(long rawNs, long ptpNs, double rate) implements ClockSource {

    @Override
    public void start() {
      // It has no thread.
    }

    @Override
    public ClockCell cell() {
      return ClockCell.of(new ClockSnapshot(rawNs, rawNs, ptpNs, rate, 100, 0, ClockState.LOCKED, "fixed", 1, 0));
    }

    @Override
    public void close() {
      // It has no thread.
    }
  }
}
