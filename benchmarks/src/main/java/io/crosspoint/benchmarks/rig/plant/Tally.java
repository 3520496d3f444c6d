package io.crosspoint.benchmarks.rig.plant;

import java.util.ArrayList;
import java.util.List;

/** What happened in a part of a day, and what was wrong in it. One thread. */
final class Tally {

  private static final int MOST_FAILURES = 20;

  long packetsDelivered;
  long lostPackets;
  long duplicates;
  long overtaken;
  long latePackets;
  long restarts;
  long epochs;
  long takes;
  long fades;
  long reloads;
  long timestampWraps;
  long sequenceWraps;

  long packetsSent;
  long framesSent;
  /** Bit for bit what the input said. */
  long exactFrames;
  /** Mixed or faded, and within {@link Ears#MIX_TOLERANCE} of the sum in double precision. */
  long mixedFrames;
  /** Silent where nothing was routed, or nothing came in time. */
  long silentFrames;
  /** Around a restart the first packets may be taken or not; they were whole, or silent. */
  long eitherFrames;
  long wrong;
  /** Of every packet that was sent, in order. */
  long hash;

  private final List<String> failures = new ArrayList<>();

  void fail(String what) {
    wrong++;
    if (failures.size() < MOST_FAILURES) {
      failures.add(what);
    }
  }

  /** The first that were wrong: what and where. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  void add(Tally other) {
    packetsDelivered += other.packetsDelivered;
    lostPackets += other.lostPackets;
    duplicates += other.duplicates;
    overtaken += other.overtaken;
    latePackets += other.latePackets;
    restarts += other.restarts;
    epochs += other.epochs;
    takes += other.takes;
    fades += other.fades;
    reloads += other.reloads;
    timestampWraps += other.timestampWraps;
    sequenceWraps += other.sequenceWraps;
    packetsSent += other.packetsSent;
    framesSent += other.framesSent;
    exactFrames += other.exactFrames;
    mixedFrames += other.mixedFrames;
    silentFrames += other.silentFrames;
    eitherFrames += other.eitherFrames;
    wrong += other.wrong;
    hash = 31 * hash + other.hash;
    other.failures.stream().limit(MOST_FAILURES - failures.size()).forEach(failures::add);
  }
}
