package io.crosspoint.app.listen;

import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Analyses one RTP stream: datagrams and their arrival times in, a report out. What it says follows from what it was given.
 *
 * <p><b>Thread:</b> one. Allocates only in {@link #report}.
 */
public final class StreamAnalyser {

  /**
   * What is expected of a stream.
   *
   * @param packetFrames frames of each packet
   * @param timestampOffset {@code mediaclk:direct}, or null to find it
   */
  public record Expectation(
      String title,
      AudioFormat format,
      int packetFrames,
      int payloadType,
      @Nullable Integer timestampOffset,
      @Nullable PatternExpectation pattern) {}

  /** The counter pattern and how a route has changed it. */
  public record PatternExpectation(CounterPattern pattern, ExpectedAudio audio) {}

  private final Expectation expectation;
  private final RtpPacket packet = new RtpPacket();
  private final SequenceCheck sequence = new SequenceCheck();
  private final TimingCheck timing;
  private final LevelMeter levels;
  private final @Nullable PatternCheck pattern;
  private final int[] samples;

  private long packets;
  private long malformed;
  private long wrongPayloadType;
  private long wrongLength;
  private long ssrcChanges;
  private long timestampJumps;
  private boolean hasBegun;
  private int ssrc;
  private int lastSequence;
  private int lastTimestamp;

  public StreamAnalyser(Expectation expectation) {
    this.expectation = expectation;
    AudioFormat format = expectation.format();
    this.timing = new TimingCheck(format.rateHz(), expectation.timestampOffset());
    this.levels = new LevelMeter(format.encoding(), format.channels());
    PatternExpectation wanted = expectation.pattern();
    this.pattern = wanted == null ? null : new PatternCheck(wanted.pattern(), wanted.audio(), format.channels());
    this.samples = new int[expectation.packetFrames() * format.channels()];
  }

  /**
   * @param memory readable for 3 bytes beyond the datagram
   * @param arrivalPtpNs by the receiver's best stamp
   */
  public void onDatagram(MemorySegment memory, long offset, int lengthBytes, long arrivalPtpNs) {
    if (packet.parse(memory, offset, lengthBytes) != RtpPacket.Verdict.VALID) {
      malformed++;
    } else if (packet.payloadType() != expectation.payloadType()) {
      wrongPayloadType++;
    } else {
      onPacket(memory, arrivalPtpNs);
    }
  }

  private void onPacket(MemorySegment memory, long arrivalPtpNs) {
    packets++;
    if (hasBegun && packet.ssrc() != ssrc) {
      ssrcChanges++;
      sequence.restart();
      timing.restart();
    }
    hasBegun = true;
    ssrc = packet.ssrc();
    SequenceCheck.Place place = sequence.onPacket(packet.sequence());
    if (place == SequenceCheck.Place.DUPLICATE) {
      return;
    }
    if (place == SequenceCheck.Place.NEXT) {
      int missing = RtpPacket.sequenceDelta(lastSequence, packet.sequence());
      timestampJumps += packet.timestamp() - lastTimestamp == missing * expectation.packetFrames() ? 0 : 1;
    }
    if (place == SequenceCheck.Place.JUMP) {
      timing.restart();
    }
    if (place != SequenceCheck.Place.REORDERED) {
      lastSequence = packet.sequence();
      lastTimestamp = packet.timestamp();
    }
    timing.onPacket(packet.timestamp(), expectation.packetFrames(), arrivalPtpNs);
    if (packet.payloadBytes() == expectation.packetFrames() * expectation.format().frameBytes()) {
      onAudio(memory);
    } else {
      wrongLength++;
    }
  }

  private void onAudio(MemorySegment memory) {
    Samples.read(expectation.format().encoding(), memory, packet.payloadOffset(), samples, 0, samples.length);
    levels.onFrames(samples, expectation.packetFrames());
    if (pattern != null) {
      pattern.onFrames(packet.timestamp() - timing.offset(), samples, expectation.packetFrames());
    }
  }

  /** @param kernelDrops what the socket says it dropped of this stream */
  public StreamReport report(long kernelDrops) {
    return new StreamReport(
        expectation.title(),
        packets,
        malformed,
        wrongPayloadType,
        wrongLength,
        ssrc,
        ssrcChanges,
        sequence.lost(),
        sequence.duplicates(),
        sequence.reordered(),
        sequence.jumps(),
        timestampJumps,
        timing.report(expectation.packetFrames()),
        levels.levels(),
        pattern == null ? null : pattern.report(),
        kernelDrops);
  }

  /** Departures on the wire: arrival against timestamp plus packet time. */
  SignedDistribution departures() {
    return timing.departures();
  }
}
