package io.crosspoint.app.health;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Whether interfaces have a link, as the kernel says. Reads small files; not for a hot thread. */
public final class NetworkLinks {

  private static final Path DEVICES = Path.of("/sys/class/net");

  /** RFC 2863 names of the kernel: loopback and tunnels do not know, and carry traffic all the same. */
  private static final Set<String> UP = Set.of("up", "unknown", "dormant");

  /** @param device such as {@code eth1} */
  public boolean isUp(String device) {
    try {
      return UP.contains(Files.readString(DEVICES.resolve(device).resolve("operstate")).strip());
    } catch (IOException notLinux) {
      return isUpForJava(device);
    }
  }

  private static boolean isUpForJava(String device) {
    try {
      NetworkInterface known = NetworkInterface.getByName(device);
      return known != null && known.isUp();
    } catch (SocketException gone) {
      return false;
    }
  }
}
