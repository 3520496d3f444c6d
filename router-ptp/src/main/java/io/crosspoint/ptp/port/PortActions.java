package io.crosspoint.ptp.port;

/** What a port wants done, besides what it tells; called on the thread that called the port, which reuses every array. */
public interface PortActions extends Measurements {

  /**
   * Send from the event socket, and report the kernel's stamp by {@link PtpPort#onRequestSent}.
   *
   * @param destination IPv4 address, big-endian; 0 for the multicast group
   * @return whether it was sent
   */
  boolean sendDelayRequest(byte[] message, int length, int destination);
}
