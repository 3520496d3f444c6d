package io.crosspoint.app.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code a=ts-refclk} (RFC 7273 clause 4, ST 2110-10 clause 8.2): the clock that timestamps count. */
public sealed interface ReferenceClock extends Attribute {

  String NAME = "ts-refclk";

  /**
   * A PTP clock.
   *
   * @param version {@code IEEE1588-2008} almost always
   * @param grandmaster EUI-64, big-endian in the long; null when it is not said
   * @param domain null when it is not said
   * @param isTraceable to a primary reference, so that it does not matter which grandmaster it is
   */
  record Ptp(String version, @Nullable Long grandmaster, @Nullable Integer domain, boolean isTraceable) implements ReferenceClock {

    @Override
    public String body() {
      String master = isTraceable ? ":traceable" : grandmaster == null ? "" : ":" + ClockIdentity.text(grandmaster);
      return "ptp=" + version + master + (domain == null ? "" : ":" + domain);
    }
  }

  /** The sender's own clock, named after one of its interfaces (ST 2110-10); the identity as {@code 7C-E9-D3-1B-9A-AF}. */
  record LocalMac(String mac) implements ReferenceClock {

    @Override
    public String body() {
      return "localmac=" + mac;
    }
  }

  /** Any other clock, as written: {@code ntp=…}, {@code gps}, {@code local}, {@code private} … */
  record Other(String body) implements ReferenceClock {}

  @Override
  default String name() {
    return NAME;
  }

  static ReferenceClock read(LineReader line) {
    int begin = line.mark();
    String kind = line.word("a clock", "=").toLowerCase(Locale.ROOT);
    if (kind.equals("ptp") && line.take('=')) {
      return readPtp(line);
    }
    if (kind.equals("localmac") && line.take('=')) {
      return readMac(line);
    }
    if (kind.equals("ptp") || kind.equals("localmac")) {
      line.expect('=', "after " + kind);
    }
    return new Other(line.restFrom(begin));
  }

  private static ReferenceClock readPtp(LineReader line) {
    String version = line.word("a version such as IEEE1588-2008", ":");
    if (version.equalsIgnoreCase("traceable")) {
      // Not legal, but an example in the first edition of ST 2110-10 had it.
      line.end("traceable");
      return new Ptp("IEEE1588-2008", null, null, true);
    }
    if (!line.take(':')) {
      line.end("the version");
      return new Ptp(version, null, null, false);
    }
    String master = line.word("a grandmaster or traceable", ":");
    boolean isTraceable = master.equalsIgnoreCase("traceable");
    Long grandmaster = isTraceable ? null : ClockIdentity.parse(master);
    if (!isTraceable && grandmaster == null) {
      line.fail("'" + LineReader.quoted(master) + "' is no clock identity such as 39-A7-94-FF-FE-07-CB-D0");
    }
    Integer domain = line.take(':') ? domain(line) : null;
    line.end("the domain");
    return new Ptp(version, grandmaster, domain, isTraceable);
  }

  /** A bare number as erratum 4450 of RFC 7273 has it, or {@code domain-nmbr=0} as its grammar has it. */
  private static @Nullable Integer domain(LineReader line) {
    if (line.isNext('d') || line.isNext('D')) {
      String form = line.word("a domain", "=");
      line.expect('=', "after " + LineReader.quoted(form));
      if (form.equalsIgnoreCase("domain-name")) {
        // A name is of PTPv1, whose domains have no numbers.
        line.word("a domain's name");
        return null;
      }
      if (!form.equalsIgnoreCase("domain-nmbr")) {
        line.fail("expected domain-nmbr=, not " + LineReader.quoted(form) + "=");
      }
    }
    return (int) line.number("the domain", 0, 255);
  }

  private static ReferenceClock readMac(LineReader line) {
    String mac = line.word("a MAC address");
    line.end("the MAC address");
    String digits = ClockIdentity.hexDigits(mac);
    if (digits.length() != 12) {
      line.fail("'" + LineReader.quoted(mac) + "' is no MAC address such as 7C-E9-D3-1B-9A-AF");
    }
    return new LocalMac(ClockIdentity.dashed(digits));
  }
}
