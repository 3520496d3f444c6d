package io.crosspoint.pipeline.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which streams of one nominal rate come from the same device, and so share a {@link SenderClock}: those with the same {@code clock} in
 * their plan, or without one those from the same address. A stream whose own rate turns out to be another is taken out again.
 */
final class SenderClocks {

  /** Two streams of one device with timestamps of one count: their packets' ends then agree with their arrivals to this. */
  private static final long SAME_COUNT_NS = 5_000_000;
  private static final long ALIVE_NS = 1_000_000_000L;

  private final int rateHz;
  private final List<SourceStream> streams;
  private final List<SenderClock> pool;

  /** @param mostStreams of this rate that there can ever be */
  SenderClocks(int rateHz, int mostStreams) {
    this.rateHz = rateHz;
    this.streams = new ArrayList<>(mostStreams);
    this.pool = new ArrayList<>(mostStreams);
  }

  /** A stream brings the clock that it is on: no more clocks than streams are ever needed. */
  void join(SourceStream stream) {
    streams.add(stream);
    pool.add(stream.sender());
  }

  /** A stream goes, and one clock that nobody is on with it, which is returned. */
  SenderClock leave(SourceStream stream) {
    stream.sender().remove(stream, stream.newestArrivalPtpNs());
    streams.remove(stream);
    int free = 0;
    while (!pool.get(free).isFree()) {
      free++;
    }
    return pool.remove(free);
  }

  /** The plant's clock was set. */
  void onClockEpoch() {
    for (int i = 0; i < pool.size(); i++) {
      pool.get(i).onClockEpoch();
    }
  }

  /** A clock that nobody else is on. */
  SenderClock alone(SourceStream stream) {
    for (int i = 0; i < pool.size(); i++) {
      if (pool.get(i).isFree()) {
        pool.get(i).add(stream);
        return pool.get(i);
      }
    }
    throw new IllegalStateException("more clocks in use than there are streams");
  }

  /** The clock of a stream that begins: that of its device, if another stream of it is there. */
  SenderClock clockOf(SourceStream stream, SenderClock present, long nowPtpNs) {
    SenderClock shared = present;
    for (int i = 0; i < streams.size(); i++) {
      SourceStream other = streams.get(i);
      if (other != stream && other.sender() != present && other.isAlive(nowPtpNs, ALIVE_NS) && isOneDevice(stream, other)) {
        shared = other.sender();
        break;
      }
    }
    boolean isAmongStrangers = false;
    for (int i = 0; i < present.count(); i++) {
      isAmongStrangers |= present.member(i) != stream && !isOneDevice(stream, present.member(i));
    }
    if (shared == present && !isAmongStrangers) {
      return present;
    }
    present.remove(stream, nowPtpNs);
    if (shared == present) {
      return alone(stream);
    }
    shared.add(stream);
    return shared;
  }

  private static boolean isOneDevice(SourceStream one, SourceStream other) {
    if (one.isApart() || other.isApart() || !Objects.equals(one.spec().senderClock(), other.spec().senderClock())) {
      return false;
    }
    return one.spec().senderClock() != null || one.sourceAddress() == other.sourceAddress();
  }

  /**
   * The place of a stream on its clock's count by timestamps: another stream of the device whose timestamps count the same frames.
   *
   * @param end one behind the last frame of the stream's newest packet, on its own count
   * @return what to add to the stream's own count, or {@link Long#MIN_VALUE} when timestamps do not tell
   */
  long placeByTimestamps(SourceStream stream, SenderClock clock, long end, long arrivalPtpNs) {
    for (int i = 0; i < clock.count(); i++) {
      SourceStream other = clock.member(i);
      if (other != stream && other.isPlaced() && other.isAlive(arrivalPtpNs, ALIVE_NS)) {
        // Counts are unwrapped near the plant's time, which two streams may do on different sides of a lap.
        long laps = ((end - stream.shift()) - (other.newestEnd() - other.shift()) + (1L << 31)) >> 32;
        long ahead = (end - stream.shift()) - (other.newestEnd() - other.shift()) - (laps << 32);
        long elapsedNs = arrivalPtpNs - other.newestArrivalPtpNs();
        if (Math.abs(ahead * 1_000_000_000L / rateHz - elapsedNs) <= SAME_COUNT_NS) {
          return other.shift() + other.place() - stream.shift() - (laps << 32);
        }
      }
    }
    return Long.MIN_VALUE;
  }
}
