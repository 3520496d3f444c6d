package io.crosspoint.ptp.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Enumeration;
import java.util.Optional;

/**
 * A network device as the kernel knows it.
 *
 * @param index for memberships and sending: names may be changed, and addresses may be on two devices
 * @param address its first IPv4 address, big-endian in the int; 0 when it has none
 * @param identity the EUI-64 made from its MAC address (IEEE 1588 clause 7.5.2.2.2), never 0
 */
public record NetworkDevice(String name, int index, int address, long identity) {

  /** Finds a device by its name or one of its IPv4 addresses, as the calling thread's network namespace has it. */
  public static Optional<NetworkDevice> find(String nameOrAddress) throws SocketException {
    NetworkInterface device = NetworkInterface.getByName(nameOrAddress);
    if (device == null && nameOrAddress.matches("[0-9]+(\\.[0-9]+){3}")) {
      try {
        device = NetworkInterface.getByInetAddress(InetAddress.getByName(nameOrAddress));
      } catch (UnknownHostException e) {
        return Optional.empty();
      }
    }
    return device == null ? Optional.empty() : Optional.of(of(device));
  }

  private static NetworkDevice of(NetworkInterface device) throws SocketException {
    int address = 0;
    for (Enumeration<InetAddress> all = device.getInetAddresses(); all.hasMoreElements() && address == 0; ) {
      if (all.nextElement() instanceof Inet4Address ipv4) {
        address = toInt(ipv4.getAddress());
      }
    }
    byte[] mac = device.getHardwareAddress();
    return new NetworkDevice(device.getName(), device.getIndex(), address, identity(mac == null ? new byte[6] : mac, device.getIndex()));
  }

  private static long identity(byte[] mac, int index) {
    if (mac.length != 6) {
      return 0x0200_00FF_FE00_0000L | index;
    }
    long identity = 0;
    for (int i = 0; i < 6; i++) {
      identity = identity << 8 | (mac[i] & 0xFF);
      if (i == 2) {
        identity = identity << 16 | 0xFFFE;
      }
    }
    // Loopback has the MAC address of zeros.
    return identity == 0xFFFE00_0000L ? 0x0200_00FF_FE00_0000L | index : identity;
  }

  private static int toInt(byte[] octets) {
    return (octets[0] & 0xFF) << 24 | (octets[1] & 0xFF) << 16 | (octets[2] & 0xFF) << 8 | (octets[3] & 0xFF);
  }
}
