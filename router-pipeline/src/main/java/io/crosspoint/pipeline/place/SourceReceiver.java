package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.source.PlayoutCounter;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.lang.foreign.MemorySegment;

/**
 * One timestamped source: AUDIO events to frames on its timeline, and what is missing when frames are closed. The index of every frame is
 * given, so nothing has to be found out about a sender.
 */
final class SourceReceiver {

  private static final int CONCEALED_NS = 10_000_000;

  private final SourceTimeline source;
  private final Timeline timeline;
  private final Counters<PlayoutCounter> counters;
  private final int linkOffsetFrames;
  private final int windowFrames;
  private final int concealFrames;

  private boolean hasClock;
  private int epoch;
  private long deadlinePtpNs;
  private long deadlineRawNs;
  private long steppedNs;
  /** Frames below are closed. Only known when {@link #hasClosed}. */
  private long closedIndex;

  private boolean hasClosed;
  /** Whether something is meant to be heard, from {@link #activeFrom} on and up to {@link #activeEnd}. */
  private boolean isActive;

  private long activeFrom;
  private long activeEnd;
  private boolean isInHole;
  private long holeFirst;
  private long holeFrames;

  /** @param aheadNs how far place may run ahead of render */
  SourceReceiver(InputSpec spec, SourceSpec settings, long aheadNs, SourceTimeline source) {
    this.source = source;
    this.counters = source.playoutCounters();
    this.linkOffsetFrames = spec.linkOffsetFrames();
    this.windowFrames = settings.windowFrames();
    int aheadFrames = (int) (aheadNs * spec.format().rateHz() / 1_000_000_000L);
    int fadeFrames = (int) ((long) CONCEALED_NS * spec.format().rateHz() / 1_000_000_000L);
    this.concealFrames = settings.holes() == SourceSpec.Holes.CONCEAL ? fadeFrames : 0;
    // Behind what is closed stands what render may still read, and what a hole is concealed with.
    this.timeline = new Timeline(spec.format().channels(), windowFrames + Math.max(aheadFrames, 2 * fadeFrames));
  }

  Timeline timeline() {
    return timeline;
  }

  void onAudio(MediaEvent event, MemorySegment slab) {
    if (event.clockEpoch != epoch || !hasClosed) {
      counters.add(PlayoutCounter.OUTLIVED_FRAMES, event.frames);
      event.frames = 0;
      return;
    }
    if (event.frames == 0) {
      activeEnd = event.firstIndex;
      return;
    }
    int late = (int) Math.clamp(closedIndex - event.firstIndex, 0L, event.frames);
    if (late > 0) {
      counters.add(PlayoutCounter.OVERTAKEN_FRAMES, late);
      event.firstIndex += late;
      event.frames -= late;
      event.payloadOffset += 4L * late * timeline.channels();
    }
    if (event.frames > 0 && event.firstIndex + event.frames - closedIndex <= windowFrames) {
      timeline.writeSamples(event.firstIndex, event.frames, epoch, slab, event.payloadOffset);
      activeFrom = isActive ? Math.min(activeFrom, event.firstIndex) : event.firstIndex;
      isActive = true;
      activeEnd = Long.MAX_VALUE;
    } else {
      event.frames = 0;
    }
  }

  /** Closes the frames that the packet of a TRANSMIT reads. */
  void onTransmit(MediaEvent event) {
    if (!hasClock || event.clockEpoch != epoch) {
      beginEpoch(event);
    }
    deadlinePtpNs = event.deadlinePtpNs;
    deadlineRawNs = event.deadlineRawNs;
    long end = event.firstIndex + event.frames - linkOffsetFrames;
    if (hasClosed && end <= closedIndex) {
      return;
    }
    if (hasClosed && isActive) {
      account(Math.max(closedIndex, activeFrom), Math.min(end, activeEnd));
      if (end >= activeEnd) {
        isActive = false;
        isInHole = false;
      }
    }
    closedIndex = end;
    hasClosed = true;
    source.playout().publish(end, event.publishedMonotonicNs, event.publishedRawNs, event.publishedPtpNs, epoch, steppedNs);
  }

  private void beginEpoch(MediaEvent event) {
    if (hasClock) {
      steppedNs += event.deadlinePtpNs - deadlinePtpNs - (event.deadlineRawNs - deadlineRawNs);
    }
    counters.increment(PlayoutCounter.EPOCHS);
    hasClock = true;
    epoch = event.clockEpoch;
    hasClosed = false;
    isActive = false;
    isInHole = false;
  }

  /** What is there of the frames that are closed now, and what is not. A leap of the transmitter is one hole, however long. */
  private void account(long from, long end) {
    long begin = Math.max(from, end - timeline.capacityFrames());
    if (begin > from) {
      extendHole(from, begin - from);
    }
    int played = 0;
    for (long index = begin; index < end; index++) {
      if (timeline.holds(index, epoch)) {
        played++;
        endHole();
      } else {
        extendHole(index, 1);
        conceal(index);
      }
    }
    counters.add(PlayoutCounter.PLAYED_FRAMES, played);
    if (isInHole) {
      source.holeLog().extend(holeFrames, deadlinePtpNs);
    }
  }

  private void endHole() {
    if (isInHole) {
      source.holeLog().extend(holeFrames, deadlinePtpNs);
      isInHole = false;
    }
  }

  private void extendHole(long index, long frames) {
    if (!isInHole) {
      isInHole = true;
      holeFirst = index;
      holeFrames = 0;
      counters.increment(PlayoutCounter.HOLES);
      source.holeLog().open(index, frames, epoch, deadlinePtpNs);
    }
    holeFrames += frames;
    counters.add(PlayoutCounter.HOLE_FRAMES, frames);
  }

  /** What came before the hole runs backward from its edge, so that there is no step, and fades out. */
  private void conceal(long index) {
    long into = index - holeFirst;
    long mirrored = holeFirst - 1 - into;
    if (into < concealFrames && timeline.holds(mirrored, epoch)) {
      timeline.copyFaded(mirrored, index, epoch, (double) (concealFrames - into) / concealFrames);
      counters.increment(PlayoutCounter.CONCEALED_FRAMES);
    }
  }
}
