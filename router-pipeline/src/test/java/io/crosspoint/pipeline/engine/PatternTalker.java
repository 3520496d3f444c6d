package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;

/**
 * Sends {@link Pattern} on PTP time, with what networks do to packets: each leaves when its last frame ends and arrives after a delay, or
 * never, or twice, or behind a later one.
 */
public final class PatternTalker implements Simulation.Talker {

  private record Datagram(long arrivalPtpNs, byte[] octets) implements Comparable<Datagram> {
    @Override
    public int compareTo(Datagram other) {
      return Long.compare(arrivalPtpNs, other.arrivalPtpNs);
    }
  }

  private final int input;
  private final int leg;
  private final int seed;
  private final AudioFormat format;
  private final MediaClock clock;
  private final int frames;
  private final PriorityQueue<Datagram> onTheWire = new PriorityQueue<>();
  private final byte[] scratch;
  private final int length;

  private long nextIndex;
  private long endIndex = Long.MAX_VALUE;
  private int sequence;
  private int timestampOffset;
  private int ssrc = 0x1234;
  private int sourceAddress = 0x0A4D_0001;
  private long delayNs = 100_000;
  private long jitterNs;
  private double duplicateShare;
  private LongPredicate isLost = packet -> false;
  private SplittableRandom random = new SplittableRandom(1);

  public PatternTalker(int input, InputSpec spec, int seed, long startPtpNs) {
    this(input, 0, spec, seed, startPtpNs);
  }

  public PatternTalker(int input, int leg, InputSpec spec, int seed, long startPtpNs) {
    this.input = input;
    this.leg = leg;
    this.seed = seed;
    this.format = spec.format();
    this.clock = new MediaClock(format.rateHz());
    this.frames = spec.packetFrames();
    this.nextIndex = (clock.indexOf(startPtpNs) / frames + 1) * frames;
    this.length = 12 + frames * format.frameBytes();
    this.scratch = new byte[length + Pattern.SLACK_BYTES];
  }

  /** Constant delay from the end of a packet's last frame to its arrival, and a random one up to {@code jitterNs} on top. */
  public PatternTalker delay(long constantNs, long jitterNs) {
    this.delayNs = constantNs;
    this.jitterNs = jitterNs;
    return this;
  }

  /** Loses the packets (numbered by first index / frames) that the predicate names. */
  public PatternTalker lose(LongPredicate isLost) {
    this.isLost = isLost;
    return this;
  }

  public PatternTalker duplicate(double share) {
    this.duplicateShare = share;
    return this;
  }

  public PatternTalker random(long seed) {
    this.random = new SplittableRandom(seed);
    return this;
  }

  public PatternTalker identity(int ssrc, int firstSequence, int timestampOffset) {
    this.ssrc = ssrc;
    this.sequence = firstSequence;
    this.timestampOffset = timestampOffset;
    return this;
  }

  /** IPv4 address that it sends from. */
  public PatternTalker from(int address) {
    this.sourceAddress = address;
    return this;
  }

  /** Falls silent with the packet before this time, for good or until {@link #resume}. */
  public PatternTalker stopAt(long ptpNs) {
    this.endIndex = clock.indexOf(ptpNs);
    return this;
  }

  public void resume(long ptpNs) {
    nextIndex = (clock.indexOf(ptpNs) / frames + 1) * frames;
    endIndex = Long.MAX_VALUE;
  }

  /** Media index of the next packet. */
  public long nextIndex() {
    return nextIndex;
  }

  @Override
  public long nextArrivalPtpNs() {
    if (jitterNs == 0) {
      return nextIndex >= endIndex ? Long.MAX_VALUE : clock.timeOf(nextIndex + frames) + delayNs;
    }
    // A later packet may overtake by up to the jitter: look that far ahead before saying which one is next.
    while (nextIndex < endIndex
        && (onTheWire.isEmpty() || clock.timeOf(nextIndex + frames) + delayNs <= onTheWire.peek().arrivalPtpNs)) {
      throwOntoTheWire();
    }
    return onTheWire.isEmpty() ? Long.MAX_VALUE : onTheWire.peek().arrivalPtpNs;
  }

  @Override
  public void deliver(Simulation simulation) {
    if (jitterNs > 0) {
      Datagram datagram = onTheWire.remove();
      simulation.deliverFrom(sourceAddress, input, leg, datagram.octets, length, datagram.arrivalPtpNs);
      return;
    }
    long arrivalPtpNs = clock.timeOf(nextIndex + frames) + delayNs;
    boolean lost = isLost.test(nextIndex / frames);
    write();
    if (!lost) {
      simulation.deliverFrom(sourceAddress, input, leg, scratch, length, arrivalPtpNs);
      if (duplicateShare > 0 && random.nextDouble() < duplicateShare) {
        simulation.deliverFrom(sourceAddress, input, leg, scratch, length, arrivalPtpNs);
      }
    }
  }

  private void throwOntoTheWire() {
    long leavesPtpNs = clock.timeOf(nextIndex + frames) + delayNs;
    boolean lost = isLost.test(nextIndex / frames);
    write();
    if (!lost) {
      onTheWire.add(new Datagram(leavesPtpNs + random.nextLong(jitterNs), scratch.clone()));
      if (random.nextDouble() < duplicateShare) {
        onTheWire.add(new Datagram(leavesPtpNs + random.nextLong(jitterNs), scratch.clone()));
      }
    }
  }

  private void write() {
    putInt(0, 0x8000_0000 | (Plants.PAYLOAD_TYPE << 16) | (sequence++ & 0xFFFF));
    putInt(4, (int) nextIndex + timestampOffset);
    putInt(8, ssrc);
    Pattern.write(format, seed, nextIndex, frames, scratch, 12);
    nextIndex += frames;
  }

  private void putInt(int at, int value) {
    for (int octet = 0; octet < 4; octet++) {
      scratch[at + octet] = (byte) (value >> (24 - 8 * octet));
    }
  }
}
