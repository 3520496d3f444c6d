package io.crosspoint.app.explain;

import io.crosspoint.app.doctor.HostFacts;
import io.crosspoint.pipeline.Nic;
import java.net.Inet4Address;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Interfaces and the groups that they are members of, as the kernel's files tell them. */
final class Interfaces {

  private static final int IFF_UP = 1;

  private final HostFacts host;

  Interfaces(HostFacts host) {
    this.host = host;
  }

  Facts.Interface of(String network, Nic nic) {
    String directory = "/sys/class/net/" + nic.name() + "/";
    Optional<String> flags = host.read(directory + "flags");
    if (flags.isEmpty()) {
      // Where there is no sysfs at all, nothing can be said, and nothing wrong.
      boolean isUnknown = host.read("/sys/class/net/lo/flags").isEmpty();
      return new Facts.Interface(network, nic.name(), isUnknown, isUnknown, isUnknown, 0);
    }
    boolean isUp = (Long.decode(flags.get()) & IFF_UP) != 0;
    boolean hasCarrier = host.read(directory + "carrier").map("1"::equals).orElse(false);
    return new Facts.Interface(network, nic.name(), true, isUp, hasCarrier, Math.max(0, host.number(directory + "speed").orElse(0)));
  }

  Facts.Membership membership(Nic nic, Inet4Address group) {
    Optional<String> igmp = host.read("/proc/net/igmp");
    if (igmp.isEmpty() || !group.isMulticastAddress()) {
      return Facts.Membership.UNKNOWN;
    }
    return groups(igmp.get(), nic.name()).contains(reversed(group)) ? Facts.Membership.JOINED : Facts.Membership.NOT_JOINED;
  }

  /** A device's line begins with its index, the lines of its groups with blanks; addresses are in the host's byte order. */
  static Set<String> groups(String igmp, String device) {
    Set<String> groups = new HashSet<>();
    boolean isOurs = false;
    for (String line : igmp.lines().toList()) {
      String[] words = line.strip().split("\\s+", 4);
      if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0))) {
        isOurs = words.length > 1 && words[1].equals(device);
      } else if (isOurs) {
        groups.add(words[0]);
      }
    }
    return groups;
  }

  private static String reversed(Inet4Address group) {
    byte[] octets = group.getAddress();
    return "%02X%02X%02X%02X".formatted(octets[3], octets[2], octets[1], octets[0]);
  }
}
