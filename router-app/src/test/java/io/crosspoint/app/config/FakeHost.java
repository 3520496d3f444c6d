package io.crosspoint.app.config;

import java.net.Inet4Address;
import java.util.Arrays;
import java.util.List;

/** A host with two media interfaces, loopback, and one interface that nobody configured. */
public record FakeHost(List<Device> devices, int processors, boolean isLinux) implements Host {

  public static final FakeHost STUDIO =
      new FakeHost(
          List.of(
              device("eth1", 3, 1500, "10.77.0.2", "10.77.0.3"),
              device("eth2", 4, 9000, "10.78.0.2"),
              device("eth3", 5, 1500),
              device("lo", 1, 65_536, "127.0.0.1")),
          2,
          true);

  @Override
  public int prefixBits(Inet4Address address) {
    return 24;
  }

  static Device device(String name, int index, int mtuBytes, String... addresses) {
    return new Device(name, index, mtuBytes, true, Arrays.stream(addresses).map(Inet4Address::ofLiteral).toList());
  }
}
