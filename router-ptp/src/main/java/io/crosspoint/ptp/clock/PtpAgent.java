package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.linux.HardwareStamping;
import io.crosspoint.ptp.linux.NetworkDevice;
import io.crosspoint.ptp.linux.PhcDevice;
import io.crosspoint.ptp.linux.Poll;
import io.crosspoint.ptp.linux.PtpSocket;
import io.crosspoint.ptp.port.Measurements;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PortActions;
import io.crosspoint.ptp.port.PortSettings;
import io.crosspoint.ptp.port.PtpPort;
import java.io.IOException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One PTP port on one device: its two sockets, the carrying of stamps to {@code CLOCK_MONOTONIC_RAW}, and its timers. The card stamps
 * where it can, else the kernel; {@link #stampSource} says which and why.
 *
 * <p><b>Thread:</b> one, which calls {@link #runOnce} for ever. A settled agent allocates nothing.
 */
final class PtpAgent implements AutoCloseable {

  /** 224.0.1.129, the group of everything but peer delay (IEEE 1588 annex C/D). */
  private static final int PTP_PRIMARY = 0xE000_0181;

  private static final int EVENT_PORT = 319;
  private static final int GENERAL_PORT = 320;
  /** So that a flood on one socket starves neither the other nor the timers. */
  private static final int BURST = 64;
  private static final int ID_MASK = 63;
  /** A method handle is made anew, for itself, at its 127th call. */
  private static final int REHEARSALS = 1_000;
  private static final long REJOIN_NS = 15_000_000_000L;

  private final HostClocks clocks;
  private final PtpSocket event;
  private final PtpSocket general;
  private final Poll poll;
  private final StampConverter converter;
  private final PacketStamps stamps;
  private final @Nullable PhcDevice card;
  private final PtpPort port;
  private final int[] sequenceOfTransmitId = new int[ID_MASK + 1];
  private int transmitIds;
  private long lastHeardNs;
  private long missingTransmitStamps;

  private PtpAgent(NetworkDevice device, PortSettings settings, Measurements measurements, HostClocks clocks) throws IOException {
    this.clocks = clocks;
    converter = new StampConverter(clocks);
    Stamping stamping = Stamping.of(device);
    card = stamping.card();
    PhcBridge bridge = card == null ? null : new PhcBridge(card::read, converter);
    stamps = new PacketStamps(converter, bridge, stamping.source());
    PtpSocket opened = null;
    try {
      opened = PtpSocket.open(
          device, EVENT_PORT, PTP_PRIMARY, card == null ? PtpSocket.Stamps.SOFTWARE : PtpSocket.Stamps.HARDWARE);
      general = PtpSocket.open(device, GENERAL_PORT, PTP_PRIMARY, PtpSocket.Stamps.NONE);
    } catch (IOException e) {
      close(opened, card);
      throw e;
    }
    event = opened;
    poll = new Poll(event.fd(), general.fd());
    port = new PtpPort(settings, new Actions(measurements), new SplittableRandom());
  }

  /**
   * Opens the sockets; the calling thread's network namespace is where they live.
   *
   * @throws IOException in words for an operator
   */
  static PtpAgent open(NetworkDevice device, PortSettings settings, Measurements measurements, HostClocks clocks) throws IOException {
    PtpAgent agent = new PtpAgent(device, settings, measurements, clocks);
    agent.converter.warmUp();
    ClockCell.warmUp();
    agent.rehearse();
    agent.lastHeardNs = clocks.rawNs();
    return agent;
  }

  /**
   * Makes the first system calls of their kind, which make garbage, here and not when the clock has settled. What arrives in these
   * milliseconds is thrown away; masters repeat themselves.
   */
  private void rehearse() {
    for (int i = 0; i < REHEARSALS; i++) {
      poll.await(0);
      boolean _ = event.receiveTransmitStamp();
      boolean _ = event.receive();
      boolean _ = general.receive();
      event.rehearseSend();
    }
  }

  PtpPort port() {
    return port;
  }

  StampConverter converter() {
    return converter;
  }

  /** Who stamps the packets, and why not the card; for an operator. */
  String stampSource() {
    return stamps.source();
  }

  /** Whether the kernel stamps from now on where the card did: what was measured before does not fit. Told once. */
  boolean takeFallback() {
    return stamps.takeFallback();
  }

  /** Whether the card stamps, and its clock when it does. */
  private record Stamping(@Nullable PhcDevice card, String source) {

    static Stamping of(NetworkDevice device) {
      HardwareStamping hardware = HardwareStamping.switchOn(device);
      if (!hardware.isOn()) {
        return new Stamping(null, "kernel; " + hardware.reason());
      }
      try {
        return new Stamping(PhcDevice.open("/dev/ptp" + hardware.phcIndex()), hardware.reason());
      } catch (IOException e) {
        return new Stamping(null, "kernel; " + e.getMessage());
      }
    }
  }

  /** Delay requests that the kernel never stamped: eight in a row mean that the device cannot. */
  long missingTransmitStamps() {
    return missingTransmitStamps;
  }

  /** Waits for the next datagram or timer, at most 100 ms, and handles all that there is. Returns the time at its end. */
  long runOnce() {
    long nowNs = clocks.rawNs();
    long waitNs = Math.max(0, port.nextTimerNs(nowNs) - nowNs);
    poll.await((int) ((waitNs + 999_999) / 1_000_000));
    if (stamps.refresh()) {
      port.dropOutstanding();
    }
    readTransmitStamps();
    readEvents();
    readTransmitStamps();
    readGeneral();
    nowNs = clocks.rawNs();
    port.onTimer(nowNs);
    if (nowNs - lastHeardNs > REJOIN_NS) {
      lastHeardNs = nowNs;
      event.rejoin();
      general.rejoin();
    }
    return nowNs;
  }

  private void readTransmitStamps() {
    while (event.receiveTransmitStamp()) {
      int id = event.transmitId();
      boolean isOurs = id < transmitIds && transmitIds - id <= ID_MASK;
      if (isOurs && stamps.transmitted(id, event.stampNs(), event.hardwareStampNs())) {
        port.onRequestSent(sequenceOfTransmitId[id & ID_MASK], stamps.transmitRawNs());
        missingTransmitStamps = 0;
      }
    }
  }

  private void readEvents() {
    for (int i = 0; i < BURST && event.receive(); i++) {
      lastHeardNs = converter.rawNs();
      long stampNs = stamps.received(event.stampNs(), event.hardwareStampNs());
      port.onDatagram(event.bytes(), event.length(), event.sourceAddress(), true, stampNs, converter.rawNs());
    }
  }

  private void readGeneral() {
    for (int i = 0; i < BURST && general.receive(); i++) {
      lastHeardNs = converter.rawNs();
      port.onDatagram(general.bytes(), general.length(), general.sourceAddress(), false, PtpPort.NO_STAMP, converter.rawNs());
    }
  }

  @Override
  public void close() {
    poll.close();
    event.close();
    close(general, card);
  }

  private static void close(@Nullable PtpSocket socket, @Nullable PhcDevice device) {
    if (socket != null) {
      socket.close();
    }
    if (device != null) {
      device.close();
    }
  }

  /** The port's wishes for the socket, and everything else passed on. */
  private final class Actions implements PortActions {

    private final Measurements measurements;

    Actions(Measurements measurements) {
      this.measurements = measurements;
    }

    @Override
    public boolean sendDelayRequest(byte[] message, int length, int destination) {
      if (!event.send(message, length, destination)) {
        event.restartTransmitIds();
        transmitIds = 0;
        return false;
      }
      sequenceOfTransmitId[transmitIds & ID_MASK] = (message[30] & 0xFF) << 8 | (message[31] & 0xFF);
      stamps.sent(transmitIds);
      transmitIds = (transmitIds + 1) & Integer.MAX_VALUE;
      missingTransmitStamps++;
      return true;
    }

    @Override
    public void onSync(long ptpNs, long rawNs, int logInterval) {
      measurements.onSync(ptpNs, rawNs, logInterval);
    }

    @Override
    public void onDelay(long ptpNs, long rawNs) {
      measurements.onDelay(ptpNs, rawNs);
    }

    @Override
    public void onParent(@Nullable ParentData parent) {
      measurements.onParent(parent);
    }
  }
}
