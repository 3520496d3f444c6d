package io.crosspoint.app.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code c=} (RFC 8866 clause 5.7). Where the packets go.
 *
 * @param addressType {@code IP4} or {@code IP6}
 * @param ttl of IPv4 multicast, 0 to 255; null when it is not said
 * @param count of contiguous addresses, usually 1
 */
public record Connection(String addressType, String address, @Nullable Integer ttl, int count) implements Line {

  static Connection read(LineReader line) {
    line.literal("IN");
    String addressType = line.word("IP4 or IP6").toUpperCase(Locale.ROOT);
    boolean isIpv4 = addressType.equals("IP4");
    if (!isIpv4 && !addressType.equals("IP6")) {
      line.fail("the address type must be IP4 or IP6");
    }
    String address = line.word("an address", "/");
    Integer ttl = isIpv4 && line.take('/') ? (Integer) (int) line.number("the TTL", 0, 255) : null;
    int count = line.take('/') ? (int) line.number("the number of addresses", 1, 65_535) : 1;
    line.end("the address");
    return new Connection(addressType, address, ttl, count);
  }

  @Override
  public char type() {
    return 'c';
  }

  @Override
  public String value() {
    // IPv4 addresses cannot have a count without a TTL.
    String life = ttl != null ? "/" + ttl : count > 1 && addressType.equals("IP4") ? "/0" : "";
    return "IN " + addressType + " " + address + life + (count > 1 ? "/" + count : "");
  }
}
