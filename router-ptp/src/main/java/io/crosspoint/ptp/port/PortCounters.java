package io.crosspoint.ptp.port;

import io.crosspoint.ptp.wire.Discard;
import io.crosspoint.ptp.wire.MessageType;

/** Counts of one port, kept by its thread. */
public final class PortCounters {

  private static final Discard[] DISCARDS = Discard.values();
  private static final MessageType[] TYPES = MessageType.values();

  private final long[] discards = new long[DISCARDS.length];
  private final long[] received = new long[TYPES.length];
  private final long[] receivedBefore = new long[TYPES.length];
  private long twoStepSyncs;
  private long twoStepSyncsBefore;
  private long requestsBefore;
  private long otherAddresses;
  private long requests;
  private long announceTimeouts;
  private long syncTimeouts;
  private long parentChanges;

  void countDiscard(Discard reason) {
    discards[reason.ordinal()]++;
  }

  void countReceived(MessageType type) {
    received[type.ordinal()]++;
  }

  void requestSent() {
    requests++;
  }

  void countTwoStepSync() {
    twoStepSyncs++;
  }

  void countOtherAddress() {
    otherAddresses++;
  }

  /** Another master is selected: what is asked {@code …FromParent} counts from here. */
  void beginParent() {
    System.arraycopy(received, 0, receivedBefore, 0, received.length);
    twoStepSyncsBefore = twoStepSyncs;
    requestsBefore = requests;
  }

  void announceTimeout() {
    announceTimeouts++;
  }

  void syncTimeout() {
    syncTimeouts++;
  }

  void parentChanged() {
    parentChanges++;
  }

  public long discards(Discard reason) {
    return discards[reason.ordinal()];
  }

  /** Well-formed messages of our domain, used or not. */
  public long received(MessageType type) {
    return received[type.ordinal()];
  }

  /** Well-formed messages of our domain since the present master was selected. */
  public long fromParent(MessageType type) {
    return received[type.ordinal()] - receivedBefore[type.ordinal()];
  }

  /** Syncs of the present master whose time is in a Follow_Up. */
  public long twoStepSyncsFromParent() {
    return twoStepSyncs - twoStepSyncsBefore;
  }

  /** Messages in the selected master's name from another address than its Announces come from; used all the same. */
  public long otherAddresses() {
    return otherAddresses;
  }

  /** Delay requests since the present master was selected. */
  public long requestsToParent() {
    return requests - requestsBefore;
  }

  public long requestsSent() {
    return requests;
  }

  public long announceTimeouts() {
    return announceTimeouts;
  }

  public long syncTimeouts() {
    return syncTimeouts;
  }

  public long parentChanges() {
    return parentChanges;
  }

  /** A copy that other threads may read once it is published safely. */
  public PortCounters copy() {
    PortCounters copy = new PortCounters();
    System.arraycopy(discards, 0, copy.discards, 0, discards.length);
    System.arraycopy(received, 0, copy.received, 0, received.length);
    copy.requests = requests;
    copy.otherAddresses = otherAddresses;
    copy.twoStepSyncs = twoStepSyncs;
    copy.twoStepSyncsBefore = twoStepSyncsBefore;
    copy.requestsBefore = requestsBefore;
    System.arraycopy(receivedBefore, 0, copy.receivedBefore, 0, receivedBefore.length);
    copy.announceTimeouts = announceTimeouts;
    copy.syncTimeouts = syncTimeouts;
    copy.parentChanges = parentChanges;
    return copy;
  }
}
