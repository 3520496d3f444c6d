package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.wire.PortIdentity;

/** Tells apart what became of the time each time that a reference was followed anew: kept, equal under another name, or another one. */
public final class ReferenceChanges {

  /**
   * For an operator.
   *
   * @param continued times that the same grandmaster was followed again: after silence, or through another port
   * @param equalPhase times that another grandmaster told the same time, which was slewed to
   * @param newEpochs times that the time stepped
   * @param last the newest of them in words, empty before the first
   */
  public record View(long continued, long equalPhase, long newEpochs, String last) {}

  private long continued;
  private long equalPhase;
  private long newEpochs;
  private String last = "";
  private long grandmaster;
  private int epoch;
  private boolean wasFollowing;
  private boolean hasFollowed;

  /**
   * Called at each publication.
   *
   * @param differenceNs measured − published before
   * @return whether there is something new to tell
   */
  boolean update(boolean isFollowing, long newGrandmaster, int newEpoch, double differenceNs) {
    boolean isAnew = isFollowing && !wasFollowing && hasFollowed;
    wasFollowing = isFollowing;
    if (!isFollowing) {
      return false;
    }
    if (isAnew) {
      classify(newGrandmaster, newEpoch, differenceNs);
    } else if (hasFollowed && grandmaster != newGrandmaster) {
      equalPhase++;
      last = "same epoch: grandmaster %s instead of %s above the same port".formatted(text(newGrandmaster), text(grandmaster));
      isAnew = true;
    }
    hasFollowed = true;
    grandmaster = newGrandmaster;
    epoch = newEpoch;
    return isAnew;
  }

  private void classify(long newGrandmaster, int newEpoch, double differenceNs) {
    if (newEpoch != epoch) {
      newEpochs++;
      last = "new epoch %d: the time of %s is %+.6f s away; stepped".formatted(newEpoch, text(newGrandmaster), differenceNs / 1e9);
    } else if (newGrandmaster != grandmaster) {
      equalPhase++;
      last = "equal phase: %s tells the time of %s within %.0f ns; slewed"
          .formatted(text(newGrandmaster), text(grandmaster), Math.abs(differenceNs));
    } else {
      continued++;
      last = "same epoch: %s is followed again, %.0f ns away; slewed".formatted(text(newGrandmaster), Math.abs(differenceNs));
    }
  }

  private static String text(long identity) {
    return PortIdentity.text(identity);
  }

  View view() {
    return new View(continued, equalPhase, newEpochs, last);
  }

  /** In words, for the log. */
  String last() {
    return last;
  }
}
