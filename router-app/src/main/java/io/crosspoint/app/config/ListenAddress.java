package io.crosspoint.app.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the HTTP door stands. */
final class ListenAddress {

  static final InetSocketAddress DEFAULT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

  private static final Pattern TEXT = Pattern.compile("(?:(localhost|[\\d.]+|\\[[0-9A-Fa-f:.]+]):)?(\\d{1,6})");

  private ListenAddress() {}

  /** {@code address:port}; a port alone listens on loopback only, port 0 on one that the system chooses. */
  static Parsed<InetSocketAddress> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Parsed.refused("must be address:port such as 127.0.0.1:8080, but is '" + Scalars.abridged(text) + "'");
    }
    return Scalars.integer(parts.group(2), 0, 65_535).then(port -> {
      String host = parts.group(1);
      if (host == null || "localhost".equals(host)) {
        return Parsed.value(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.intValue()));
      }
      return literal(host).then(address -> Parsed.value(new InetSocketAddress(address, port.intValue())));
    });
  }

  private static Parsed<InetAddress> literal(String host) {
    if (!host.startsWith("[")) {
      return Scalars.address(host).then(Parsed::value);
    }
    try {
      return Parsed.value(InetAddress.ofLiteral(host.substring(1, host.length() - 1)));
    } catch (IllegalArgumentException e) {
      return Parsed.refused(host + " is not an IPv6 address");
    }
  }
}
