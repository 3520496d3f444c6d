package io.crosspoint.app.health;

/**
 * One domain of one stream over time. What gets worse does so at once; what gets better must stay so for three seconds, and is then as well
 * as it was at its worst in them. Only what has never been well yet becomes so at once: it recovers from nothing.
 */
final class DomainTrack {

  static final long BETTER_AFTER_NS = 3_000_000_000L;

  private Verdict told = Verdict.INACTIVE;
  private boolean wasWell;
  private boolean isRecovering;
  private long betterSinceNs;
  private Verdict worstSince = Verdict.INACTIVE;
  private long transitions;

  /** Returns whether another grade is told now. */
  boolean observe(Verdict now, long nowNs) {
    int change = now.grade().compareTo(told.grade());
    if (change < 0 && wasWell && now.grade() != Grade.INACTIVE) {
      return recover(now, nowNs);
    }
    isRecovering = false;
    return tell(now);
  }

  private boolean recover(Verdict now, long nowNs) {
    if (!isRecovering) {
      isRecovering = true;
      betterSinceNs = nowNs;
      worstSince = now;
    }
    // The newer words of two that are equally bad.
    worstSince = now.or(worstSince);
    if (nowNs - betterSinceNs < BETTER_AFTER_NS) {
      return false;
    }
    isRecovering = false;
    return tell(worstSince);
  }

  private boolean tell(Verdict next) {
    boolean isOther = next.grade() != told.grade();
    if (next.grade().compareTo(told.grade()) > 0 && next.grade() != Grade.HEALTHY) {
      transitions++;
    }
    wasWell = next.grade() == Grade.HEALTHY || (wasWell && next.grade() != Grade.INACTIVE);
    told = next;
    return isOther;
  }

  Verdict told() {
    return told;
  }

  /** How often it got worse than well. */
  long transitions() {
    return transitions;
  }
}
