package io.crosspoint.app.health;

import java.util.List;
import java.util.Locale;

/**
 * How one stream fares, or the router.
 *
 * @param name of the stream
 * @param slot what the roster calls it; −1 for the router
 * @param domains in their order
 */
public record StreamHealth(Kind kind, String name, int slot, List<Of> domains) {

  /** What it is. */
  public enum Kind {
    ROUTER,
    INPUT,
    OUTPUT;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One domain.
   *
   * @param message why it is not well; empty when it is
   * @param transitions how often it got worse
   */
  public record Of(Domain domain, Grade grade, String message, long transitions) {}

  public StreamHealth {
    domains = List.copyOf(domains);
  }

  public Of of(Domain domain) {
    return domains.get(domain.ordinal());
  }

  /** The worst of all domains. */
  public Grade overall() {
    return domains.stream().map(Of::grade).reduce(Grade.INACTIVE, Grade::worse);
  }
}
