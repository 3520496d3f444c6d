package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.function.Supplier;

/**
 * Carries blocks from the player to the timeline, a little ahead of the transmitter: far enough for what a host may steal from this
 * thread, and no further, so that a change of volume or a stop is heard at once.
 *
 * <p><b>Thread:</b> belongs to one thread.
 */
final class Pump {

  /** As parts of a second. */
  private static final int AHEAD_PER_S = 10;

  private static final int BEGIN_PER_S = 33;

  private final SourceTimeline timeline;
  private final Playback playback;
  private final SendspinPlan plan;
  private final Supplier<ClockSnapshot> clock;
  private final MediaClock media;
  private final int[] block;
  private final int aheadFrames;
  private long next;
  private boolean isPaused = true;

  Pump(SourceTimeline timeline, Playback playback, SendspinPlan plan, Supplier<ClockSnapshot> clock) {
    this.timeline = timeline;
    this.playback = playback;
    this.plan = plan;
    this.clock = clock;
    this.media = new MediaClock(timeline.format().rateHz());
    this.block = new int[playback.blockFrames() * timeline.format().channels()];
    this.aheadFrames = Math.min(timeline.windowFrames(), timeline.format().rateHz() / AHEAD_PER_S);
  }

  /** Renders what is due. */
  void run(Session session) {
    ClockSnapshot snapshot = clock.get();
    if (!timeline.isTransmitting() || !snapshot.state().isUsable() || !(session.isReady() || playback.isAudible())) {
      return;
    }
    if (timeline.needsRebase()) {
      timeline.rebase();
      next = 0;
    }
    if (snapshot.epoch() != timeline.epoch()) {
      // One of the two has not yet heard of the new epoch.
      return;
    }
    long consumed = timeline.consumedIndex();
    if (next < consumed) {
      next = consumed + timeline.format().rateHz() / BEGIN_PER_S;
    }
    while (next + playback.blockFrames() <= consumed + aheadFrames) {
      if (playback.render(next, index -> serverNs(session, snapshot, index), block)) {
        timeline.write(next, playback.blockFrames(), block, 0);
        isPaused = false;
      } else if (!isPaused) {
        isPaused = timeline.pause();
      }
      next += playback.blockFrames();
    }
  }

  /** What the server's clock shows when receivers play the frame of an index. */
  private long serverNs(Session session, ClockSnapshot snapshot, long index) {
    long heardPtpNs = media.timeOf(index + plan.linkOffsetFrames()) + plan.playoutDelayNs();
    return session.filter().serverAt(snapshot.rawAtPtp(heardPtpNs));
  }
}
