package io.crosspoint.app.talk;

import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.MediaClock;

/**
 * Writes the packets of all streams. Pure: what a packet holds follows from the plan and its number.
 *
 * <p><b>Thread:</b> one; allocates nothing after construction.
 */
final class TalkStreams {

  private final TalkPlan plan;
  private final TestSignal signal;
  private final int[] samples;

  TalkStreams(TalkPlan plan, TestSignal signal) {
    this.plan = plan;
    this.signal = signal;
    this.samples = new int[plan.packetFrames() * plan.format().channels()];
  }

  /**
   * @param place which packet of the batch to overwrite
   * @param stream whose packet to write there
   * @param packet the first frame has media index {@code packet · packetFrames}
   */
  void write(TransmitBatch batch, int place, int stream, long packet) {
    long firstIndex = packet * plan.packetFrames();
    int channels = plan.format().channels();
    for (int frame = 0, at = 0; frame < plan.packetFrames(); frame++) {
      for (int channel = 0; channel < channels; channel++) {
        samples[at++] = signal.sample(firstIndex + frame, stream, channel);
      }
    }
    int offset = batch.offset(place);
    RtpPacket.writeHeader(
        batch.memory(),
        offset,
        plan.payloadType(),
        (int) packet + plan.sequenceOffset(),
        MediaClock.rtpOf(firstIndex, plan.timestampOffset()),
        plan.ssrc() + stream);
    Samples.write(plan.format().encoding(), samples, 0, samples.length, batch.memory(), (long) offset + RtpPacket.HEADER_BYTES);
  }
}
