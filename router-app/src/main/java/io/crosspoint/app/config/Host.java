package io.crosspoint.app.config;

import io.crosspoint.app.fetch.Fetched;
import java.net.Inet4Address;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What the file is checked against: the machine that it is meant to run on. */
public interface Host {

  /**
   * A network interface.
   *
   * @param index the kernel's interface index
   * @param mtuBytes largest IP packet, or 1500 when the system does not say
   * @param addresses IPv4 only; empty when it has none
   */
  record Device(String name, int index, int mtuBytes, boolean isUp, List<Inet4Address> addresses) {

    public Device {
      addresses = List.copyOf(addresses);
    }
  }

  /** Every interface, up or down. */
  List<Device> devices();

  /** Processors are numbered from 0 to one less than this. */
  int processors();

  boolean isLinux();

  /** How many leading bits of an interface's address are its network's; 32 when the system does not say. */
  default int prefixBits(Inet4Address address) {
    return 32;
  }

  /** The text that a web server has at an address that the file refers to. Blocks for a few seconds at most. */
  default Fetched fetch(URI address) {
    return new Fetched.Refused("is not fetched here");
  }

  /** The interface of that name, or with that IPv4 address. */
  default Optional<Device> device(String nameOrAddress) {
    return devices().stream()
        .filter(device -> device.name().equals(nameOrAddress)
            || device.addresses().stream().anyMatch(address -> address.getHostAddress().equals(nameOrAddress)))
        .findFirst();
  }
}
