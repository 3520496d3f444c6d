package io.crosspoint.benchmarks.rig;

import io.crosspoint.pipeline.Nic;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;

/** A network device as the namespace of the calling thread knows it. */
public final class NamespaceNic {

  private NamespaceNic() {}

  /** With the first IPv4 address that it has. */
  public static Nic of(String name) throws SocketException {
    NetworkInterface device = NetworkInterface.getByName(name);
    Inet4Address address = (Inet4Address) device.inetAddresses().filter(Inet4Address.class::isInstance).findFirst().orElseThrow();
    return new Nic(device.getName(), device.getIndex(), address);
  }
}
