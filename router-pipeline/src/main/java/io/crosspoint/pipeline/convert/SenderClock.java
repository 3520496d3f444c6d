package io.crosspoint.pipeline.convert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one device, and the count of frames that its streams share. All streams of it are read by the same pointer, so whatever the
 * estimate does, they stay in phase to the sample.
 *
 * <p>One path is followed. When it falls silent for a second another takes over, with the difference of the two delays taken out, so that
 * the read position does not notice; the same serves the legs of an ST 2022-7 pair and the streams of a device.
 */
final class SenderClock {

  private static final long SILENT_NS = 1_000_000_000L;
  /** After a longer silence the difference of delays cannot be told from what the held rate was wrong by. */
  private static final long KNOWN_NS = 10_000_000_000L;

  /** Output rates. */
  private static final int MOST_READINGS = 16;

  private final SourceStream[] members;
  private final @Nullable SenderReading[] readings = new @Nullable SenderReading[MOST_READINGS];
  private int count;
  private @Nullable SourcePath leader;
  private double biasFrames;
  private int run;

  /** @param mostMembers streams that can ever share this clock */
  SenderClock(int mostMembers, List<SenderReading.Spec> readings) {
    this.members = new SourceStream[mostMembers];
    readings.forEach(spec -> addReading(new SenderReading(this, spec)));
  }

  /** Another rate that it is read at. */
  final void addReading(SenderReading reading) {
    int at = 0;
    while (readings[at] != null) {
      at++;
    }
    readings[at] = reading;
  }

  boolean isFree() {
    return count == 0;
  }

  int count() {
    return count;
  }

  SourceStream member(int number) {
    return members[number];
  }

  void add(SourceStream stream) {
    members[count++] = stream;
  }

  void remove(SourceStream stream, long nowPtpNs) {
    release(stream, nowPtpNs);
    int at = 0;
    while (members[at] != stream) {
      at++;
    }
    System.arraycopy(members, at + 1, members, at, --count - at);
  }

  /** A stream's frames are about to begin anew: it is followed no more, if another can be. */
  void release(SourceStream stream, long nowPtpNs) {
    if (leader == null || leader.stream() != stream) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (members[i] != stream && members[i].isPlaced()) {
        for (SourcePath path : members[i].paths()) {
          if (path.estimate().isReady() && !path.isSilent(nowPtpNs, SILENT_NS)) {
            follow(path, nowPtpNs);
            return;
          }
        }
      }
    }
    leader = null;
    biasFrames = 0;
    run++;
    for (int i = 0; i < count; i++) {
      members[i].losePlace();
    }
  }

  /** Of a stream that has its place on the count. */
  void onWindow(SourcePath path, long nowPtpNs) {
    if (leader == null) {
      leader = path;
      run++;
    } else if (leader != path && path.estimate().isReady() && leader.isSilent(nowPtpNs, SILENT_NS)) {
      if (leader.isSilent(nowPtpNs, KNOWN_NS) || !leader.estimate().isReady()) {
        leader = path;
        biasFrames = 0;
      } else {
        follow(path, nowPtpNs);
      }
    }
  }

  private void follow(SourcePath path, long nowPtpNs) {
    long near = path.stream().newestEnd() + path.stream().place();
    double known = framesFrom(near, 0, nowPtpNs);
    leader = path;
    biasFrames = 0;
    biasFrames = known - framesFrom(near, 0, nowPtpNs);
  }

  /** The first to speak is followed from its first packet on. */
  void lead(SourcePath path) {
    if (leader == null) {
      leader = path;
      biasFrames = 0;
      run++;
    }
  }

  boolean hasLeader() {
    return leader != null;
  }

  /** Changes when the count has to be found anew. */
  int run() {
    return run;
  }

  boolean isReady() {
    return leader != null && leader.estimate().isReady();
  }

  double driftPpm() {
    return leader == null ? 0 : leader.estimate().driftPpm();
  }

  double uncertaintyPpm() {
    return leader == null ? 0 : leader.estimate().uncertaintyPpm();
  }

  /** Seconds since the estimate began. */
  double ageS() {
    return leader == null ? 0 : leader.estimate().ageS();
  }

  /** The stream that is followed; null before any has spoken. */
  @Nullable SourceStream leadingStream() {
    return leader == null ? null : leader.stream();
  }

  /** As {@link DriftEstimator#framesFrom}, on the count that the streams share: how far the sender is ahead of a position. */
  double framesFrom(long index, double part, long ptpNs) {
    return leader == null ? 0 : leader.estimate().framesFrom(index - leader.stream().place(), part, ptpNs) + biasFrames;
  }

  SenderReading reading(int toHz) {
    for (SenderReading reading : readings) {
      if (reading != null && reading.toHz() == toHz) {
        return reading;
      }
    }
    throw new IllegalStateException("no reading at " + toHz + " Hz");
  }

  /** The plant's clock was set: media indices before and after have nothing to do with each other. */
  void onClockEpoch() {
    for (SenderReading reading : readings) {
      if (reading != null) {
        reading.rebase();
      }
    }
  }

  void count(ConvertCounter counter) {
    for (int i = 0; i < count; i++) {
      members[i].counters().increment(counter);
    }
  }
}
