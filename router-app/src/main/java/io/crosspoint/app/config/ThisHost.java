package io.crosspoint.app.config;

import io.crosspoint.app.fetch.Fetched;
import io.crosspoint.app.fetch.HttpText;
import java.io.File;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine that this process runs on, read when it is made. */
public final class ThisHost implements Host {

  private static final int USUAL_MTU_BYTES = 1500;
  private static final Pattern LAST_NUMBER = Pattern.compile("(\\d+)$");

  private final Map<Inet4Address, Integer> prefixBits = new HashMap<>();
  private final List<Device> devices;
  private final int processors;

  public ThisHost() {
    this.devices = readDevices();
    this.processors = readProcessors();
  }

  @Override
  public List<Device> devices() {
    return devices;
  }

  @Override
  public int processors() {
    return processors;
  }

  @Override
  public boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  }

  @Override
  public int prefixBits(Inet4Address address) {
    return prefixBits.getOrDefault(address, 32);
  }

  @Override
  public Fetched fetch(URI address) {
    return HttpText.get(address);
  }

  private List<Device> readDevices() {
    List<Device> devices = new ArrayList<>();
    TreeSet<String> withoutAddress = new TreeSet<>();
    // Java lists only interfaces that have an address; the kernel also those that an operator is about to configure.
    String[] names = new File("/sys/class/net").list();
    if (names != null) {
      withoutAddress.addAll(List.of(names));
    }
    try {
      for (NetworkInterface nif : NetworkInterface.networkInterfaces().toList()) {
        List<Inet4Address> addresses =
            nif.inetAddresses().filter(Inet4Address.class::isInstance).map(Inet4Address.class::cast).toList();
        int mtuBytes = nif.getMTU() > 0 ? nif.getMTU() : USUAL_MTU_BYTES;
        devices.add(new Device(nif.getName(), nif.getIndex(), mtuBytes, nif.isUp(), addresses));
        withoutAddress.remove(nif.getName());
        for (InterfaceAddress one : nif.getInterfaceAddresses()) {
          if (one.getAddress() instanceof Inet4Address address) {
            prefixBits.put(address, (int) one.getNetworkPrefixLength());
          }
        }
      }
    } catch (SocketException e) {
      throw new IllegalStateException("this system does not list its network interfaces: " + e.getMessage(), e);
    }
    for (String name : withoutAddress) {
      if (Files.isDirectory(Path.of("/sys/class/net", name))) {
        devices.add(new Device(name, 0, USUAL_MTU_BYTES, false, List.of()));
      }
    }
    devices.sort(Comparator.comparing(Device::name));
    return List.copyOf(devices);
  }

  /** Not {@code availableProcessors()}: that counts what a container's quota allows, not how processors are numbered. */
  private static int readProcessors() {
    try {
      Matcher last = LAST_NUMBER.matcher(Files.readString(Path.of("/sys/devices/system/cpu/present")).strip());
      if (last.find()) {
        return Integer.parseInt(last.group(1)) + 1;
      }
    } catch (IOException e) {
      // Not a Linux, or one without sysfs: the JDK's count is the best there is.
      return Runtime.getRuntime().availableProcessors();
    }
    return Runtime.getRuntime().availableProcessors();
  }
}
