package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Gauges;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One input as it comes: its newest frames, counted as the sender counts them, and what is known of the sender's clock. The frames are
 * taken from the ring here and not from place's timeline, so that the order of events alone decides what a conversion has seen.
 *
 * <p>Runs of the sender's timestamps follow each other on one count, with a silence longer than any kernel between them.
 */
final class SourceStream {

  /** Samples that are decoded at a time. */
  private static final int CHUNK_FRAMES = 64;
  /** Between two runs: longer than the longest kernel. */
  private static final int GUARD_FRAMES = 1024;
  /** After a data burst the stream is taken for data for so long; bursts come at least every 4,096 frames or so. */
  private static final long DATA_HOLD_NS = 500_000_000;
  /** Tolerated lead of a sender's clock when its timestamps are taken for plant time. */
  private static final long PTP_EARLY_NS = 2_000_000;
  /** A source that is declared to be on the plant's clock raises an alarm from this drift, held for so long. */
  private static final double ALARM_PPM = 0.5;
  private static final int ALARM_WINDOWS = 20;
  /** A restart sooner than this after the one before is a sender that does not know its time. */
  private static final double UNSTABLE_S = 2;

  private final InputSpec spec;
  private final MediaClock media;
  private final boolean isKept;
  private final History history;
  private final DriftEstimator clock;
  private final Counters<ConvertCounter> counters;
  private final Gauges<ConvertGauge> gauges;
  private final DataBurstWatch bursts;
  private final int[] chunk;

  private int run;
  private long shift;
  private long newestEnd;
  private long previousEnd;
  private int packetFrames;
  private int sourceAddress;
  private boolean isOnPtp;
  private boolean isUnstable;
  private long dataUntilNs = Long.MIN_VALUE;
  private int alarmingWindows;
  /** Frames below have been read by a converter. */
  private long readIndex = Long.MIN_VALUE;

  /**
   * @param isKept whether frames are kept, for converters to read
   * @param historyFrames how many
   */
  SourceStream(InputSpec spec, boolean isKept, int historyFrames, ConvertMeter meter) {
    this.spec = spec;
    this.media = new MediaClock(spec.format().rateHz());
    this.isKept = isKept;
    this.history = new History(isKept ? spec.format().channels() : 0, isKept ? historyFrames + 2 * GUARD_FRAMES : 0);
    this.clock = new DriftEstimator(spec.format().rateHz());
    this.counters = meter.counters();
    this.gauges = meter.gauges();
    this.bursts = new DataBurstWatch(spec.format().encoding(), spec.format().channels());
    this.chunk = new int[isKept ? CHUNK_FRAMES * spec.format().channels() : 0];
    this.packetFrames = spec.packetFrames();
  }

  void onPacket(MediaEvent event, MemorySegment slab) {
    if (spec.isRecovered() && event.run != run) {
      startRun(event);
    }
    long index = event.firstIndex + shift;
    if (isKept) {
      keep(event, slab, index);
    }
    newestEnd = Math.max(newestEnd, index + event.frames);
    long age = media.indexOf(event.arrivalPtpNs) - (event.firstIndex + event.frames);
    isOnPtp = age >= -media.indexOf(PTP_EARLY_NS) && age <= spec.linkOffsetFrames();
    judge(clock.onPacket(event.arrivalPtpNs, index));
  }

  /** Frames of a timestamped source, as far as place accepted them. */
  void onAudio(MediaEvent event, MemorySegment slab) {
    if (isKept && event.frames > 0) {
      if (newestEnd == 0) {
        history.clear(event.firstIndex);
      }
      int channels = spec.format().channels();
      for (int done = 0; done < event.frames; done += CHUNK_FRAMES) {
        int frames = Math.min(CHUNK_FRAMES, event.frames - done);
        long from = event.payloadOffset + 4L * done * channels;
        MemorySegment.copy(slab, ValueLayout.JAVA_INT_UNALIGNED, from, chunk, 0, frames * channels);
        history.write(event.firstIndex + done, frames, chunk, 0);
      }
      newestEnd = Math.max(newestEnd, event.firstIndex + event.frames);
    }
  }

  /** The plant's clock was set by so much. A stream on the plant's clock is counted anew, one on its own is where it was. */
  void onClockStep(long stepNs) {
    if (spec.isRecovered()) {
      clock.onClockStep(stepNs);
    } else {
      clock.restart(true);
      history.clear(0);
      newestEnd = 0;
      readIndex = Long.MIN_VALUE;
    }
  }

  private void startRun(MediaEvent event) {
    boolean isFirst = run == 0;
    isUnstable = !isFirst && clock.ageS() < UNSTABLE_S;
    previousEnd = newestEnd;
    shift = isFirst ? 0 : Math.max(newestEnd, history.end()) + GUARD_FRAMES - event.firstIndex;
    clock.restart(!isFirst && event.sourceAddress == sourceAddress);
    run = event.run;
    sourceAddress = event.sourceAddress;
    packetFrames = event.frames;
    dataUntilNs = Long.MIN_VALUE;
    if (isFirst) {
      history.clear(event.firstIndex);
    } else {
      counters.increment(ConvertCounter.RESTARTS);
    }
  }

  private void keep(MediaEvent event, MemorySegment slab, long index) {
    if (index < readIndex) {
      counters.increment(ConvertCounter.LATE);
    }
    if (newestEnd == 0) {
      history.clear(index);
    }
    for (int done = 0; done < event.frames; done += CHUNK_FRAMES) {
      int frames = Math.min(CHUNK_FRAMES, event.frames - done);
      long from = event.payloadOffset + (long) done * spec.format().frameBytes();
      Samples.read(spec.format().encoding(), slab, from, chunk, 0, frames * spec.format().channels());
      history.write(index + done, frames, chunk, 0);
      if (bursts.sees(chunk, frames)) {
        counters.increment(ConvertCounter.DATA_BURSTS);
        dataUntilNs = event.arrivalPtpNs + DATA_HOLD_NS;
      }
    }
  }

  private void judge(DriftEstimator.Finding finding) {
    switch (finding) {
      case NOTHING -> {
        return;
      }
      case PATH_CHANGED -> counters.increment(ConvertCounter.PATH_CHANGES);
      case RATE_CHANGED -> counters.increment(ConvertCounter.RATE_CHANGES);
      case UPDATED, REJECTED -> {}
    }
    gauges.set(ConvertGauge.DRIFT_PPT, Math.round(clock.driftPpm() * 1e6));
    gauges.set(ConvertGauge.UNCERTAINTY_PPT, Math.round(clock.uncertaintyPpm() * 1e6));
    boolean isAlarming = !spec.isRecovered() && Math.abs(clock.driftPpm()) - 2 * clock.uncertaintyPpm() > ALARM_PPM;
    alarmingWindows = isAlarming ? alarmingWindows + 1 : 0;
    gauges.set(ConvertGauge.CLOCK_ALARM, alarmingWindows >= ALARM_WINDOWS ? 1 : 0);
  }

  InputSpec spec() {
    return spec;
  }

  History history() {
    return history;
  }

  DriftEstimator clock() {
    return clock;
  }

  /** Changes whenever the sender's timestamps begin anew; 0 before the first packet. */
  int run() {
    return run;
  }

  /** One behind the newest frame that came. */
  long newestEnd() {
    return newestEnd;
  }

  /** One behind the newest frame of the run before this one. */
  long previousEnd() {
    return previousEnd;
  }

  /** Frames in each packet of this run. */
  int packetFrames() {
    return packetFrames;
  }

  /** Whether timestamps and arrival say that the sender counts plant time. */
  boolean isOnPtp() {
    return isOnPtp;
  }

  /** Whether the sender began anew just after it had begun anew, and has not proven itself since. */
  boolean isUnstable() {
    return isUnstable && clock.ageS() < UNSTABLE_S;
  }

  /** Whether data bursts have been seen lately. */
  boolean isData(long nowPtpNs) {
    return nowPtpNs < dataUntilNs;
  }

  /** A converter has read everything below an index. */
  void onRead(long index) {
    readIndex = Math.max(readIndex, index);
  }
}
