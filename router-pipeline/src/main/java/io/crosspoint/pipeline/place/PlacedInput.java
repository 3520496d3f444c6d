package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.source.SourceTimeline;
import org.jspecify.annotations.Nullable;

/** One input as place has it: a stream's receiver, or what takes the frames of a timestamped source. Built by the control thread. */
public final class PlacedInput {

  final InputReceiver receiver;
  /** Null for a stream. */
  final @Nullable SourceReceiver source;
  final PeakMeter peaks;
  final int rateHz;

  /**
   * @param leadNs how long before its deadline a TRANSMIT is published
   * @param aheadNs how far place may run ahead of render
   * @param written what a timestamped source's writer writes; null for a stream
   */
  public PlacedInput(
      InputSpec spec, long leadNs, long aheadNs, InputMeter meter, PeakMeter peaks, @Nullable SourceTimeline written) {
    this.receiver = new InputReceiver(spec, leadNs, aheadNs, new RtpPacket(), meter, peaks);
    this.source = spec.source() == null || written == null ? null : new SourceReceiver(spec, spec.source(), aheadNs, written);
    this.peaks = peaks;
    this.rateHz = spec.format().rateHz();
  }

  /** The timeline that its frames are written to. */
  public Timeline timeline() {
    return source == null ? receiver.timeline() : source.timeline();
  }
}
