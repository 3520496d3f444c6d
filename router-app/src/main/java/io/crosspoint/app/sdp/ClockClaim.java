package io.crosspoint.app.sdp;

import java.util.List;
import java.util.Objects;

/**
 * What a description says of the clock behind its timestamps.
 *
 * @param masters the PTP clocks that it names, in its order; those without an identity are left out
 */
public record ClockClaim(Kind kind, List<ReferenceClock.Ptp> masters) {

  /** Whose clock it is. */
  public enum Kind {
    /** PTP, from the grandmasters named; none named means any. */
    PTP,
    /** PTP, traceable to a primary reference whoever the grandmaster is. */
    TRACEABLE,
    /** The sender's own, or one that is not PTP. */
    OWN,
    /** Not a word about it, as of senders that know no RFC 7273. */
    UNSAID
  }

  /** How a stream stands to the clock that we follow. */
  public enum Relation {
    /** The same clock: its timestamps mean what ours do. */
    SAME,
    /** Another clock: its audio has to be resampled. */
    FOREIGN,
    /** Nothing to compare. */
    UNKNOWN
  }

  /** Some equipment announces before it has heard a grandmaster, and fills in the widening of a MAC address of zeros. */
  private static final long UNSET_IDENTITY = 0x0000_00FF_FE00_0000L;

  public ClockClaim {
    masters = List.copyOf(masters);
  }

  static ClockClaim of(List<ReferenceClock> clocks, boolean isOwnMediaClock) {
    List<ReferenceClock.Ptp> ptp =
        clocks.stream().filter(ReferenceClock.Ptp.class::isInstance).map(ReferenceClock.Ptp.class::cast).toList();
    Kind kind =
        isOwnMediaClock ? Kind.OWN
            : clocks.isEmpty() ? Kind.UNSAID
                : ptp.isEmpty() ? Kind.OWN : ptp.stream().anyMatch(ReferenceClock.Ptp::isTraceable) ? Kind.TRACEABLE : Kind.PTP;
    return new ClockClaim(kind, ptp.stream().filter(ClockClaim::isNamed).toList());
  }

  private static boolean isNamed(ReferenceClock.Ptp clock) {
    Long identity = clock.grandmaster();
    return identity != null && identity != 0 && identity != UNSET_IDENTITY;
  }

  /** Whether every grandmaster that is named is in some other domain; false when none is named with its domain. */
  public boolean isInOtherDomain(int domain) {
    return kind == Kind.PTP && !masters.isEmpty()
        && masters.stream().allMatch(master -> master.domain() != null && master.domain() != domain);
  }

  /**
   * Compares with the clock that is followed now.
   *
   * @param grandmaster 0 when there is none
   * @param isTraceable whether that one is traceable to a primary reference
   */
  public Relation to(long grandmaster, int domain, boolean isTraceable) {
    if (kind == Kind.UNSAID || grandmaster == 0) {
      return Relation.UNKNOWN;
    }
    if (kind == Kind.OWN) {
      return Relation.FOREIGN;
    }
    boolean isNamed = masters.stream()
        .anyMatch(master ->
            Objects.equals(master.grandmaster(), grandmaster) && (master.domain() == null || master.domain() == domain));
    if (isNamed || (kind == Kind.TRACEABLE && isTraceable)) {
      return Relation.SAME;
    }
    return masters.isEmpty() ? Relation.UNKNOWN : Relation.FOREIGN;
  }
}
