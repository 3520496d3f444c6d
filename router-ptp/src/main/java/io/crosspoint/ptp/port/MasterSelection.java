package io.crosspoint.ptp.port;

import io.crosspoint.ptp.wire.Discard;
import io.crosspoint.ptp.wire.PtpMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Best-master selection of a slave-only port: qualification, comparison, timeouts, hold-down. */
final class MasterSelection {

  /** A better master must wait so long after a change, unless the parent is lost: two that take turns shall not drag us along. */
  private static final long HOLD_DOWN_NS = 5_000_000_000L;

  private static final long RECOMPUTE_NS = 100_000_000L;
  private static final long REGULAR_NS = 1_000_000_000L;
  private static final long MUTE_NS = 60_000_000_000L;
  private static final int MAX_STEPS_REMOVED = 255;
  private static final int FOREIGN_ANNOUNCES_PER_S = 512;

  private final PortSettings settings;
  private final PortCounters counters;
  private final ForeignMasters masters = new ForeignMasters();
  private @Nullable ForeignMaster parent;
  private boolean isDirty;
  private boolean hasChanged;
  private long lastChangeNs;
  private long lastComputedNs = Long.MIN_VALUE / 2;
  private long floodSecondNs = Long.MIN_VALUE / 2;
  private int floodCount;

  MasterSelection(PortSettings settings, PortCounters counters) {
    this.settings = settings;
    this.counters = counters;
  }

  @Nullable ForeignMaster parent() {
    return parent;
  }

  boolean isFromParent(PtpMessage message) {
    return parent != null && parent.isFrom(message);
  }

  /** Takes in an Announce; returns whether the parent changed what it says about itself. */
  boolean onAnnounce(PtpMessage message, int sourceAddress, long nowNs) {
    if (message.stepsRemoved() >= MAX_STEPS_REMOVED) {
      counters.countDiscard(Discard.STEPS_REMOVED);
      return false;
    }
    ForeignMaster master = masters.find(message);
    if ((master == null || master != parent) && isFlooded(nowNs)) {
      counters.countDiscard(Discard.ANNOUNCE_FLOOD);
      return false;
    }
    if (master == null) {
      master = masters.placeFor(message, settings.profile().logAnnounceInterval(), parent);
      if (master == null) {
        return false;
      }
    }
    master.isAcceptable = settings.accepts(message.grandmaster(), message.sourceClock());
    if (!master.isAcceptable) {
      counters.countDiscard(Discard.NOT_ACCEPTABLE);
    }
    boolean isNews = master.onAnnounce(message, sourceAddress, nowNs);
    isDirty |= isNews;
    return isNews && master == parent;
  }

  private boolean isFlooded(long nowNs) {
    if (nowNs - floodSecondNs >= 1_000_000_000L) {
      floodSecondNs = nowNs;
      floodCount = 0;
    }
    return ++floodCount > FOREIGN_ANNOUNCES_PER_S;
  }

  /** The parent announces but sends no Sync: any other qualified master is better for a while. */
  void muteParent(long nowNs) {
    if (parent != null) {
      parent.isMuted = true;
      parent.mutedUntilNs = nowNs + MUTE_NS;
      isDirty = true;
    }
  }

  /** Expires and reselects; returns whether another port is the parent now, or none. */
  boolean run(long nowNs) {
    boolean isParentLost = masters.expire(nowNs, parent);
    if (isParentLost) {
      counters.announceTimeout();
    } else if (nowNs - lastComputedNs < (isDirty ? RECOMPUTE_NS : REGULAR_NS)) {
      return false;
    }
    lastComputedNs = nowNs;
    ForeignMaster best = masters.best(nowNs);
    if (best == parent && !isParentLost) {
      isDirty = false;
      return false;
    }
    boolean mayLeave = isParentLost || parent == null || best == null || parent.isMutedAt(nowNs) || !parent.isQualified();
    if (!mayLeave && hasChanged && nowNs - lastChangeNs < HOLD_DOWN_NS) {
      return false;
    }
    isDirty = false;
    parent = best;
    hasChanged = true;
    lastChangeNs = nowNs;
    counters.parentChanged();
    return true;
  }

  List<MasterView> views(long nowNs) {
    List<MasterView> views = new ArrayList<>();
    for (int i = 0; i < ForeignMasters.CAPACITY; i++) {
      ForeignMaster master = masters.at(i);
      if (master.isUsed) {
        views.add(new MasterView(master.describe(), master == parent, verdict(master, nowNs)));
      }
    }
    return List.copyOf(views);
  }

  private String verdict(ForeignMaster master, long nowNs) {
    if (master == parent) {
      return master.isMutedAt(nowNs) ? "selected, but sends no Sync" : "selected";
    }
    if (!master.isAcceptable) {
      return "not on the acceptable-master list";
    }
    if (!master.isQualified()) {
      return "not qualified: fewer than two Announces within four intervals";
    }
    if (master.isMutedAt(nowNs)) {
      return "announces, but sent no Sync when it was selected";
    }
    if (parent == null || master.compareTo(parent) < 0) {
      return "better; selected when the hold-down of 5 s after the last change is over";
    }
    return "not selected: " + difference(master, parent);
  }

  private static String difference(ForeignMaster worse, ForeignMaster parent) {
    if (worse.grandmaster == parent.grandmaster) {
      return "same grandmaster, longer way or higher port identity";
    }
    if (worse.priority1 != parent.priority1) {
      return "priority1 " + worse.priority1 + " after " + parent.priority1;
    }
    if (worse.clockClass != parent.clockClass) {
      return "clockClass " + worse.clockClass + " after " + parent.clockClass;
    }
    if (worse.clockAccuracy != parent.clockAccuracy) {
      return String.format("clockAccuracy 0x%02X after 0x%02X", worse.clockAccuracy, parent.clockAccuracy);
    }
    if (worse.clockVariance != parent.clockVariance) {
      return String.format("offsetScaledLogVariance 0x%04X after 0x%04X", worse.clockVariance, parent.clockVariance);
    }
    if (worse.priority2 != parent.priority2) {
      return "priority2 " + worse.priority2 + " after " + parent.priority2;
    }
    return "higher identity";
  }
}
