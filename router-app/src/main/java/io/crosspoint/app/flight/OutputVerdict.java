package io.crosspoint.app.flight;

/**
 * How the packets of one output, made again, compare with what was sent.
 *
 * <p>What stood on the timelines before the recording began is not in it, so the first packets may differ. Once that is over, and one was
 * equal, every difference counts.
 */
final class OutputVerdict {

  private final String name;
  private long unlike;
  private long equal;
  private long different;
  private long unchecked;
  private long equalSettled;
  private long firstDifferentPtpNs;

  OutputVerdict(String name) {
    this.name = name;
  }

  /** @param isSettled whether nothing from before the recording is left on the timelines */
  void compare(boolean isEqual, boolean isSettled, long deadlinePtpNs) {
    if (isEqual) {
      equal++;
      equalSettled += isSettled ? 1 : 0;
    } else if (!isSettled || equalSettled == 0) {
      unlike++;
    } else {
      firstDifferentPtpNs = different == 0 ? deadlinePtpNs : firstDifferentPtpNs;
      different++;
    }
  }

  /** The recording was frozen before this packet was rendered. */
  void pass() {
    unchecked++;
  }

  String name() {
    return name;
  }

  /** Packets that differ because of what came before the recording. */
  long unlike() {
    return unlike;
  }

  long equal() {
    return equal;
  }

  /** Packets that differ for no such reason. */
  long different() {
    return different;
  }

  long unchecked() {
    return unchecked;
  }

  long firstDifferentPtpNs() {
    return firstDifferentPtpNs;
  }
}
