package io.crosspoint.app.sdp;

/**
 * {@code a=clock-domain} (RAVENNA): {@code PTPv2 0}.
 *
 * @param kind {@code PTPv2} almost always
 * @param domain of PTP, as text
 */
public record ClockDomain(String kind, String domain) implements Attribute {

  static final String NAME = "clock-domain";

  static ClockDomain read(LineReader line) {
    return new ClockDomain(line.word("the kind of clock"), line.rest());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String body() {
    return domain.isEmpty() ? kind : kind + " " + domain;
  }
}
