package io.crosspoint.benchmarks.rig.cost;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What the ear heard.
 *
 * @param streams of how many streams
 * @param missing packets of theirs whose frames never came
 * @param droppedHere datagrams that the ear's own host dropped; they are among the missing
 * @param agesNs of the first frames of packets when they were received; empty where the audio was changed
 */
record Heard(int streams, long expected, long missing, long unreadable, long droppedHere, Histogram agesNs) {

  /** Past the median by so much a packet is late: three packets of 1 ms is what a receiver has to spare. */
  static final long LATE_NS = 3_000_000;

  static Heard of(List<ContentTally> tallies, long droppedHere, Histogram agesNs) {
    long expected = tallies.stream().mapToLong(ContentTally::expected).sum();
    long unreadable = tallies.stream().mapToLong(ContentTally::unreadable).sum();
    boolean isReadable = agesNs.getTotalCount() > 0;
    long came = tallies.stream().mapToLong(isReadable ? ContentTally::received : ContentTally::arrived).sum();
    return new Heard(tallies.size(), expected, Math.max(0, expected - came), unreadable, droppedHere, agesNs);
  }

  boolean hasAges() {
    return agesNs.getTotalCount() > 0;
  }

  /** Packets that came {@link #LATE_NS} or more after the median. */
  long late() {
    if (!hasAges()) {
      return 0;
    }
    long from = agesNs.getValueAtPercentile(50) + LATE_NS;
    return from > agesNs.getMaxValue() ? 0 : agesNs.getCountBetweenValues(from, agesNs.getMaxValue());
  }

  /** Lost between the talker and the ear, the ear's own losses and what the talker never sent apart. */
  long lost(long skippedByTalker) {
    return Math.max(0, missing - droppedHere - skippedByTalker * streams);
  }

  double ageUs(double percentile) {
    return agesNs.getValueAtPercentile(percentile) / 1e3;
  }

  /** Beyond the youngest. */
  double latenessUs(double percentile) {
    return (agesNs.getValueAtPercentile(percentile) - agesNs.getMinNonZeroValue()) / 1e3;
  }
}
