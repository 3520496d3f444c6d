package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.convert.NetworkNoise;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToIntFunction;

/**
 * Sends audio on a clock of its own: frame i of the stream is at the plant time t for which i = rate × (t + lead(t)), t in seconds after
 * the start and lead(t) the integral of its drift. Packets leave with the end of their last frame, through a network that delays but never
 * reorders.
 */
public final class FreeTalker implements Simulation.Talker {

  private final int input;
  private final AudioFormat format;
  private final int frames;
  private long startPtpNs;
  private final NetworkNoise noise;
  private final DoubleUnaryOperator leadS;
  private final LongToIntFunction audio;
  private final byte[] scratch;

  private long nextIndex;
  private long lastArrivalPtpNs = Long.MIN_VALUE;
  private long nextArrivalPtpNs;
  private long timestampBase = 0xFFFF_0000L;
  private int sequence = 65_530;
  private int ssrc = 0x4321;
  private long delayNs = 100_000;
  private int leg;
  private int sourceAddress = 0x0A4D_0001;

  /**
   * @param leadS by how many seconds the sender's clock is ahead at each time
   * @param audio the 24-bit sample of a frame, on every channel
   */
  public FreeTalker(int input, InputSpec spec, long startPtpNs, NetworkNoise noise, DoubleUnaryOperator leadS, LongToIntFunction audio) {
    this.input = input;
    this.format = spec.format();
    this.frames = spec.packetFrames();
    this.startPtpNs = startPtpNs;
    this.noise = noise;
    this.leadS = leadS;
    this.audio = audio;
    this.scratch = new byte[12 + frames * format.frameBytes()];
    findArrival();
  }

  /** Timestamp of the first frame. */
  public FreeTalker timestamps(long base) {
    timestampBase = base;
    return this;
  }

  /** Sends by the second network of an ST 2022-7 pair. */
  public FreeTalker secondLeg() {
    leg = 1;
    return this;
  }

  /** Sends from another host than the usual one. */
  public FreeTalker from(int address) {
    sourceAddress = address;
    return this;
  }

  /** From the next packet on timestamps are so many frames further; sequence numbers go on. */
  public void shiftTimestamps(long frames) {
    timestampBase += frames;
  }

  /** Begins anew: other sequence numbers, other timestamps, and another SSRC or the same. */
  public void restart(int newSsrc, long newTimestampBase) {
    ssrc = newSsrc;
    sequence = 7;
    timestampBase = newTimestampBase - nextIndex;
  }

  /** From the next packet on the path takes so long. */
  public void path(long newDelayNs) {
    delayNs = newDelayNs;
    findArrival();
  }

  /** Says nothing from now to a time in seconds after the start; its clock goes on. */
  public void pauseUntil(double untilS) {
    while (timeOfS(nextIndex) < untilS) {
      nextIndex += frames;
      sequence++;
    }
    findArrival();
  }

  /** The plant's clock is set by so much: the talker goes on, and everything it does is that much later or earlier on the new time. */
  public void setClock(long stepNs) {
    startPtpNs += stepNs;
    lastArrivalPtpNs += stepNs;
    nextArrivalPtpNs += stepNs;
  }

  /** The sender's frame at a plant time, in seconds after the start. */
  public double frameAt(double atS) {
    return format.rateHz() * (atS + leadS.applyAsDouble(atS));
  }

  @Override
  public long nextArrivalPtpNs() {
    return nextArrivalPtpNs;
  }

  @Override
  public void deliver(Simulation simulation) {
    putInt(0, 0x8000_0000 | (Plants.PAYLOAD_TYPE << 16) | (sequence++ & 0xFFFF));
    putInt(4, (int) (timestampBase + nextIndex));
    putInt(8, ssrc);
    int at = 12;
    for (int i = 0; i < frames; i++) {
      int sample = audio.applyAsInt(nextIndex + i);
      for (int channel = 0; channel < format.channels(); channel++) {
        scratch[at++] = (byte) (sample >> 16);
        scratch[at++] = (byte) (sample >> 8);
        scratch[at++] = (byte) sample;
      }
    }
    lastArrivalPtpNs = nextArrivalPtpNs;
    nextIndex += frames;
    findArrival();
    simulation.deliverFrom(sourceAddress, input, leg, scratch, scratch.length, lastArrivalPtpNs);
  }

  private void findArrival() {
    long undelayedPtpNs = startPtpNs + Math.round(timeOfS(nextIndex + frames) * 1e9) + delayNs;
    nextArrivalPtpNs = Math.max(lastArrivalPtpNs + 1000, undelayedPtpNs + noise.delayNs(undelayedPtpNs));
  }

  private double timeOfS(long index) {
    double senderS = (double) index / format.rateHz();
    double atS = senderS;
    for (int i = 0; i < 4; i++) {
      atS = senderS - leadS.applyAsDouble(atS);
    }
    return atS;
  }

  private void putInt(int at, int value) {
    for (int octet = 0; octet < 4; octet++) {
      scratch[at + octet] = (byte) (value >> (24 - 8 * octet));
    }
  }
}
