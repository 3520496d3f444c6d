package io.crosspoint.ptp.port;

import io.crosspoint.ptp.wire.PtpMessage;
import org.jspecify.annotations.Nullable;

/**
 * The announcing ports that are known, at most {@value #CAPACITY}: memory stays flat whoever announces.
 *
 * <p>A newcomer takes a free place, or the place of the longest silent among those that have not qualified; only when all have
 * qualified may a better one displace the worst. The parent is never displaced.
 */
final class ForeignMasters {

  static final int CAPACITY = 16;

  private final ForeignMaster[] masters = new ForeignMaster[CAPACITY];

  ForeignMasters() {
    for (int i = 0; i < CAPACITY; i++) {
      masters[i] = new ForeignMaster();
    }
  }

  ForeignMaster at(int place) {
    return masters[place];
  }

  /** The entry of the sender, or null. */
  @Nullable ForeignMaster find(PtpMessage message) {
    for (ForeignMaster master : masters) {
      if (master.isFrom(message)) {
        return master;
      }
    }
    return null;
  }

  /** A place for a newcomer, or null when it must wait outside. */
  @Nullable ForeignMaster placeFor(PtpMessage announce, int logDefaultInterval, @Nullable ForeignMaster parent) {
    ForeignMaster place = null;
    for (ForeignMaster master : masters) {
      if (!master.isUsed) {
        place = master;
        break;
      }
      if (master != parent && (place == null || isWeaker(master, place))) {
        place = master;
      }
    }
    if (place == null || (place.isUsed && place.isQualified() && announce.priority1() >= place.priority1)) {
      return null;
    }
    place.begin(announce, logDefaultInterval);
    return place;
  }

  private static boolean isWeaker(ForeignMaster a, ForeignMaster b) {
    if (a.isQualified() != b.isQualified()) {
      return !a.isQualified();
    }
    return a.isQualified() ? a.compareTo(b) > 0 : a.lastAnnounceNs - b.lastAnnounceNs < 0;
  }

  /** Forgets those whose announce receipt timeout has passed; returns whether the given one was among them. */
  boolean expire(long nowNs, @Nullable ForeignMaster parent) {
    boolean isParentGone = false;
    for (ForeignMaster master : masters) {
      if (master.isUsed && nowNs - master.expiresNs() > 0) {
        master.isUsed = false;
        isParentGone |= master == parent;
      }
    }
    return isParentGone;
  }

  /** The best qualified master; one that sends no Sync only when there is no other. */
  @Nullable ForeignMaster best(long nowNs) {
    ForeignMaster best = null;
    for (ForeignMaster master : masters) {
      if (!master.isUsed || !master.isQualified()) {
        continue;
      }
      if (best == null || isPreferred(master, best, nowNs)) {
        best = master;
      }
    }
    return best;
  }

  private static boolean isPreferred(ForeignMaster a, ForeignMaster b, long nowNs) {
    if (a.isMutedAt(nowNs) != b.isMutedAt(nowNs)) {
      return b.isMutedAt(nowNs);
    }
    return a.compareTo(b) < 0;
  }
}
