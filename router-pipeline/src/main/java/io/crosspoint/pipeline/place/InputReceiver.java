package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One input: from a datagram to frames on its timeline, with everything counted that is not placed. */
final class InputReceiver {

  /** How far ahead of PTP time a sender may be before its frames do not fit. */
  private static final long EARLY_NS = 10_000_000;
  /** Longest packet that is accepted, whatever the declared packet time. */
  private static final long LONGEST_PACKET_NS = 20_000_000;

  private final InputSpec spec;
  private final MediaClock clock;
  private final Timeline timeline;
  private final InputMeter meter;
  private final Counters<InputCounter> counters;
  private final StreamTracker tracker;
  /** For a sender on a clock of its own: its frames are only numbered here, and kept by the convert stage. */
  private final @Nullable SourceTracker source;
  private final RtpPacket packet;
  private final PeakMeter peaks;
  /** Where the samples of a sender on its own clock are decoded for the meter: they have no place on the timeline. */
  private final int[] decoded;

  private final long slackNs;
  private final int earlyFrames;
  private final int longestFrames;
  private final int frameBytes;
  private final Encoding encoding;
  private final int payloadType;

  private int epoch;
  /** Frames below are closed: a TRANSMIT that reads them has passed. */
  private long closedIndex = Long.MIN_VALUE;

  /**
   * @param leadNs what is taken from the link offset before frames are closed
   * @param aheadNs how far place may run ahead of render
   */
  InputReceiver(InputSpec spec, long leadNs, long aheadNs, RtpPacket packet, InputMeter meter, PeakMeter peaks) {
    this.spec = spec;
    this.packet = packet;
    this.meter = meter;
    this.peaks = peaks;
    this.counters = meter.counters();
    this.clock = new MediaClock(spec.format().rateHz());
    this.earlyFrames = framesOf(EARLY_NS);
    this.longestFrames = framesOf(LONGEST_PACKET_NS);
    this.frameBytes = spec.format().frameBytes();
    this.encoding = spec.format().encoding();
    this.payloadType = spec.payloadType();
    this.tracker = new StreamTracker(spec, earlyFrames, counters);
    this.source = spec.isRecovered() ? new SourceTracker(spec, counters) : null;
    boolean isElsewhere = spec.isRecovered() || spec.source() != null;
    int capacity = isElsewhere ? 0 : spec.linkOffsetFrames() + earlyFrames + longestFrames + framesOf(aheadNs);
    this.timeline = new Timeline(spec.format().channels(), capacity);
    this.decoded = new int[spec.isRecovered() ? longestFrames * spec.format().channels() : 0];
    this.slackNs = spec.linkOffsetFrames() * 1_000_000_000L / spec.format().rateHz() - leadNs;
  }

  /** Begins in the midst of an epoch of the clock. */
  void begin(int clockEpoch) {
    epoch = clockEpoch;
  }

  Timeline timeline() {
    return timeline;
  }

  void onPacket(MediaEvent event, MemorySegment slab, long offset) {
    event.frames = 0;
    if (packet.parse(slab, offset, event.lengthBytes) != RtpPacket.Verdict.VALID) {
      counters.increment(InputCounter.MALFORMED);
      return;
    }
    if (packet.payloadType() != payloadType) {
      counters.increment(InputCounter.WRONG_PAYLOAD_TYPE);
      return;
    }
    if (event.arrivalPtpNs == MediaEvent.UNTIMED) {
      counters.increment(InputCounter.UNTIMED);
      return;
    }
    int frames = packet.payloadBytes() / frameBytes;
    if (frames == 0 || frames * frameBytes != packet.payloadBytes() || frames > longestFrames) {
      counters.increment(InputCounter.WRONG_LENGTH);
      return;
    }
    long index = indexOf(event, frames);
    if (index == StreamTracker.REJECTED) {
      return;
    }
    counters.increment(InputCounter.PACKETS);
    event.firstIndex = index;
    event.frames = frames;
    event.payloadOffset = packet.payloadOffset();
    if (source == null) {
      meter.marginNs().record(slackNs - (event.arrivalPtpNs - clock.timeOf(index)));
      place(index, frames, event.arrivalPtpNs, slab);
    } else {
      Samples.read(encoding, slab, packet.payloadOffset(), decoded, 0, frames * spec.format().channels());
      peaks.add(decoded, 0, frames, clock.indexOf(event.arrivalPtpNs));
    }
    publish(event, frames);
  }

  private long indexOf(MediaEvent event, int frames) {
    if (source == null) {
      return tracker.indexOf(event.leg, packet, frames, event.sourceAddress, event.arrivalPtpNs);
    }
    long index = source.indexOf(event.leg, packet, frames, event.sourceAddress, event.arrivalPtpNs);
    event.run = source.run();
    return index;
  }

  static void measure(PeakMeter peaks, Timeline timeline, long index, int frames) {
    int head = Math.min(frames, timeline.framesToWrap(index));
    peaks.add(timeline.samples(), timeline.position(index), head, index);
    if (head < frames) {
      peaks.add(timeline.samples(), 0, frames - head, index);
    }
  }

  private void place(long index, int frames, long arrivalPtpNs, MemorySegment slab) {
    int late = closedFrames(index, frames);
    if (late == frames) {
      return;
    }
    // Measured from the arrival, not from what is closed: that stands still while the tick is stolen or the clock is not usable.
    if (index + frames - clock.indexOf(arrivalPtpNs) > earlyFrames) {
      counters.increment(InputCounter.EARLY);
      return;
    }
    long from = packet.payloadOffset() + (long) late * frameBytes;
    timeline.write(index + late, frames - late, epoch, encoding, slab, from);
    measure(peaks, timeline, index + late, frames - late);
    counters.add(InputCounter.FRAMES, frames - late);
  }

  /** How many of a packet's leading frames are closed; counted. */
  private int closedFrames(long index, int frames) {
    if (closedIndex <= index) {
      return 0;
    }
    int late = (int) Math.min(closedIndex - index, frames);
    counters.increment(InputCounter.LATE);
    counters.add(InputCounter.LATE_FRAMES, late);
    return late;
  }

  private void publish(MediaEvent event, int frames) {
    StreamTracker.Anchor anchor = source == null ? tracker.anchor() : StreamTracker.Anchor.ARRIVAL;
    meter.gauges().set(InputGauge.TIMING, anchor.ordinal());
    meter.gauges().set(InputGauge.OFFSET, tracker.offset() & 0xFFFF_FFFFL);
    meter.gauges().set(InputGauge.SSRC, packet.ssrc() & 0xFFFF_FFFFL);
    meter.gauges().set(InputGauge.SOURCE_ADDRESS, event.sourceAddress & 0xFFFF_FFFFL);
    meter.gauges().set(InputGauge.LAST_ARRIVAL_PTP_NS, event.arrivalPtpNs);
    meter.gauges().set(InputGauge.PACKET_FRAMES, frames);
  }

  /** Closes the frames that a packet ending at {@code outputEnd} reads; what is not here by now is silence. */
  void onTransmit(long outputEnd, int frames, int clockEpoch) {
    if (clockEpoch != epoch) {
      epoch = clockEpoch;
      closedIndex = Long.MIN_VALUE;
      tracker.reset();
      if (source != null) {
        source.onClockEpoch();
      }
    }
    if (source != null) {
      return;
    }
    long end = outputEnd - spec.linkOffsetFrames();
    long start = closedIndex == Long.MIN_VALUE ? end - frames : closedIndex;
    if (end <= start) {
      return;
    }
    if (tracker.anchor() != StreamTracker.Anchor.NONE) {
      long span = Math.min(end - start, timeline.capacityFrames());
      long missing = span - timeline.countHeld(end - span, (int) span, epoch);
      if (missing > 0) {
        counters.add(InputCounter.MISSING_FRAMES, missing);
      }
    }
    closedIndex = end;
  }

  private int framesOf(long durationNs) {
    return (int) (durationNs * spec.format().rateHz() / 1_000_000_000L);
  }
}
