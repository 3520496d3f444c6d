package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
  /** A restart sooner than this after the one before is a sender that does not know its time. */
  private static final double UNSTABLE_S = 2;

  private final InputSpec spec;
  private final MediaClock media;
  private final long ptpEarlyFrames;
  private final boolean isKept;
  private final History history;
  private final SourcePath[] paths;
  private final SourceAlarms alarms;
  private final Counters<ConvertCounter> counters;
  private final DataBurstWatch bursts;
  private final int[] chunk;

  /** Null for a stream on the plant's clock, which is its own device. */
  private final @Nullable SenderClocks clocks;
  private SenderClock sender;
  private boolean isPlaced;
  private long place;
  private boolean isApart;
  private int run;
  private long shift;
  private long newestEnd;
  private long newestArrivalPtpNs;
  private long previousEnd;
  private int sourceAddress;
  private boolean isOnPtp;
  private boolean isUnstable;
  private long dataUntilNs = Long.MIN_VALUE;
  /** Frames below have been read by a converter. */
  private long readIndex = Long.MIN_VALUE;

  /**
   * @param isKept whether frames are kept, for converters to read
   * @param historyFrames how many
   * @param clocks for a stream on a clock of its own: those of its nominal rate, which it joins when it is installed
   * @param own a clock that nobody else is on
   */
  SourceStream(
      InputSpec spec, boolean isKept, int historyFrames, @Nullable SenderClocks clocks, SenderClock own, ConvertMeter meter) {
    this.spec = spec;
    this.media = new MediaClock(spec.format().rateHz());
    this.ptpEarlyFrames = media.indexOf(PTP_EARLY_NS);
    this.isKept = isKept;
    this.history = new History(isKept ? spec.format().channels() : 0, isKept ? historyFrames + 2 * GUARD_FRAMES : 0);
    this.counters = meter.counters();
    this.alarms = new SourceAlarms(this, meter);
    this.bursts = new DataBurstWatch(spec.format().encoding(), spec.format().channels());
    this.chunk = new int[isKept ? CHUNK_FRAMES * spec.format().channels() : 0];
    this.paths = new SourcePath[spec.flows().size()];
    Arrays.setAll(paths, leg -> new SourcePath(this, spec.format().rateHz()));
    this.clocks = clocks;
    this.sender = own;
    this.sender.add(this);
    this.isPlaced = clocks == null;
  }

  /** It is there from now on, with the clock that was made for it. */
  void join() {
    if (clocks != null) {
      clocks.join(this);
    }
  }

  /** It is gone. Returns a clock that no stream needs any more, or null. */
  @Nullable SenderClock leave() {
    return clocks == null ? null : clocks.leave(this);
  }

  void onPacket(MediaEvent event, MemorySegment slab) {
    if (clocks != null && event.run != run) {
      startRun(clocks, event);
    }
    long index = event.firstIndex + shift;
    if (isKept) {
      keep(event, slab, index);
    }
    newestEnd = Math.max(newestEnd, index + event.frames);
    newestArrivalPtpNs = event.arrivalPtpNs;
    long age = media.indexOf(event.arrivalPtpNs) - (event.firstIndex + event.frames);
    isOnPtp = age >= -ptpEarlyFrames && age <= spec.linkOffsetFrames();
    SourcePath path = paths[event.leg];
    DriftEstimator.Finding finding = path.onPacket(event.arrivalPtpNs, index + event.frames);
    if (clocks != null && !isPlaced) {
      findPlace(clocks, path, index + event.frames);
    }
    if (finding != DriftEstimator.Finding.NOTHING) {
      onWindow(path, finding);
    }
  }

  private void onWindow(SourcePath path, DriftEstimator.Finding finding) {
    if (isPlaced) {
      sender.onWindow(path, newestArrivalPtpNs);
    }
    if (alarms.judge(path, finding) && clocks != null) {
      counters.increment(ConvertCounter.TAKEN_APART);
      isApart = true;
      sender.remove(this, newestArrivalPtpNs);
      sender = clocks.alone(this);
      sender.lead(path);
      place = 0;
    }
  }

  /** The first stream of a device makes the count; another finds itself on it by timestamps, or else by arrival, to the nearest frame. */
  private void findPlace(SenderClocks ofRate, SourcePath path, long end) {
    if (!sender.hasLeader()) {
      sender.lead(path);
      place = 0;
      isPlaced = true;
      return;
    }
    long found = ofRate.placeByTimestamps(this, sender, end, newestArrivalPtpNs);
    if (found != Long.MIN_VALUE) {
      place = found;
      isPlaced = true;
    } else if (path.estimate().isReady() && sender.isReady()) {
      place = Math.round(sender.framesFrom(end, 0, newestArrivalPtpNs) - path.estimate().framesFrom(end, 0, newestArrivalPtpNs));
      isPlaced = true;
    }
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
      newestArrivalPtpNs += stepNs;
      for (SourcePath path : paths) {
        path.onClockStep(stepNs);
      }
    } else {
      for (SourcePath path : paths) {
        path.estimate().restart(true);
      }
      history.clear(0);
      newestEnd = 0;
      readIndex = Long.MIN_VALUE;
    }
  }

  private void startRun(SenderClocks ofRate, MediaEvent event) {
    boolean isFirst = run == 0;
    isUnstable = !isFirst && ageS() < UNSTABLE_S;
    boolean isSameDevice = !isFirst && event.sourceAddress == sourceAddress;
    sender.release(this, event.arrivalPtpNs);
    isPlaced = false;
    isApart = false;
    previousEnd = newestEnd;
    shift = isFirst ? 0 : Math.max(newestEnd, history.end()) + GUARD_FRAMES - event.firstIndex;
    for (SourcePath path : paths) {
      path.estimate().restart(isSameDevice);
    }
    run = event.run;
    sourceAddress = event.sourceAddress;
    dataUntilNs = Long.MIN_VALUE;
    newestArrivalPtpNs = event.arrivalPtpNs;
    sender = ofRate.clockOf(this, sender, event.arrivalPtpNs);
    if (isFirst) {
      history.clear(event.firstIndex);
    } else {
      counters.increment(ConvertCounter.RESTARTS);
      alarms.onRestart(event.arrivalPtpNs);
    }
  }

  /** Of the oldest estimate of this run. */
  private double ageS() {
    double oldest = 0;
    for (SourcePath path : paths) {
      oldest = Math.max(oldest, path.estimate().ageS());
    }
    return oldest;
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

  InputSpec spec() {
    return spec;
  }

  History history() {
    return history;
  }

  SourcePath[] paths() {
    return paths;
  }

  Counters<ConvertCounter> counters() {
    return counters;
  }

  /** The clock of the device that it comes from. */
  SenderClock sender() {
    return sender;
  }

  /** Whether {@link #place} is known for this run. */
  boolean isPlaced() {
    return isPlaced;
  }

  /** The count of its {@link #sender} is nobody's any more. */
  void losePlace() {
    isPlaced = false;
  }

  /** What to add to this stream's count for that of its {@link #sender}. */
  long place() {
    return place;
  }

  /** What was added to the count of the timestamps for this stream's count. */
  long shift() {
    return shift;
  }

  /** Whether its rate is not that of the other streams of its device. */
  boolean isApart() {
    return isApart;
  }

  int sourceAddress() {
    return sourceAddress;
  }

  long newestArrivalPtpNs() {
    return newestArrivalPtpNs;
  }

  boolean isAlive(long nowPtpNs, long limitNs) {
    return run != 0 && nowPtpNs - newestArrivalPtpNs <= limitNs;
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

  /** Whether timestamps and arrival say that the sender counts plant time. */
  boolean isOnPtp() {
    return isOnPtp;
  }

  /** Whether the sender began anew just after it had begun anew, and has not proven itself since. */
  boolean isUnstable() {
    return isUnstable && ageS() < UNSTABLE_S;
  }

  /** Whether data bursts have been seen lately. */
  boolean isData(long nowPtpNs) {
    return nowPtpNs < dataUntilNs;
  }

  /** A converter needed frames that had not come. */
  void onStarved(long nowPtpNs) {
    alarms.onStarved(nowPtpNs);
  }

  /** A converter has read everything below an index. */
  void onRead(long index) {
    readIndex = Math.max(readIndex, index);
  }
}
