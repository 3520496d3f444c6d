package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Checks one output of a straight route against {@link Pattern}: continuity of sequence numbers and timestamps, deadline, and every
 * sample, which must be that of {@code latency} frames earlier, or silence.
 */
public final class PatternListener implements Simulation.Listener {

  private static final LongPredicate NOWHERE = index -> false;

  private final int output;
  private final OutputSpec spec;
  private final Encoding inputEncoding;
  private final int seed;
  private final int latencyFrames;
  private final MediaClock clock;
  private final byte[] packet = new byte[4096];
  private final byte[] expected = new byte[4096 + Pattern.SLACK_BYTES];

  private final byte[] silence = new byte[4096];

  private long expectedIndex = Long.MIN_VALUE;
  private int expectedSequence;
  private long exactFrames;
  private long silentFrames;
  private long wrongFrames;
  private long misplacedFrames;
  private long jumps;
  private LongPredicate isGap = NOWHERE;
  private long lateNs = Long.MIN_VALUE;
  private long firstExactIndex = Long.MIN_VALUE;
  private long lastSilentIndex = Long.MIN_VALUE;

  public PatternListener(int output, OutputSpec spec, Encoding inputEncoding, int seed, int latencyFrames) {
    this.output = output;
    this.spec = spec;
    this.inputEncoding = inputEncoding;
    this.seed = seed;
    this.latencyFrames = latencyFrames;
    this.clock = new MediaClock(spec.format().rateHz());
  }

  /** Names the media indices of the input that never came: silence anywhere else, or sound there, is misplaced. */
  public PatternListener gaps(LongPredicate isGap) {
    this.isGap = isGap;
    return this;
  }

  @Override
  public void onPacket(int number, MemorySegment memory, int offset, int length, long sentPtpNs) {
    if (number != output) {
      return;
    }
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, packet, 0, length);
    int sequence = ((packet[2] & 0xFF) << 8) | (packet[3] & 0xFF);
    int timestamp = Pattern.read(Encoding.AM824, packet, 4);
    int frames = (length - 12) / spec.format().frameBytes();
    long index = MediaClock.unwrap(timestamp, 0, clock.indexOf(sentPtpNs));
    if (expectedIndex != Long.MIN_VALUE && (index != expectedIndex || sequence != expectedSequence)) {
      jumps++;
    }
    expectedIndex = index + frames;
    expectedSequence = (sequence + 1) & 0xFFFF;
    lateNs = Math.max(lateNs, sentPtpNs - clock.timeOf(index + frames));
    check(index, frames);
  }

  /** Compares whole packets first, because nearly all are right or, when a sender is away, silent. */
  private void check(long index, int frames) {
    int octets = frames * spec.format().frameBytes();
    Pattern.write(inputEncoding, spec.format(), seed, index - latencyFrames, frames, expected, 12);
    if (Arrays.equals(packet, 12, 12 + octets, expected, 12, 12 + octets)) {
      exactFrames += frames;
      firstExactIndex = firstExactIndex == Long.MIN_VALUE ? index : firstExactIndex;
      misplacedFrames += isGap == NOWHERE ? 0 : countGaps(index - latencyFrames, frames);
    } else if (isGap == NOWHERE && Arrays.equals(packet, 12, 12 + octets, silence, 12, 12 + octets)) {
      silentFrames += frames;
      misplacedFrames += frames;
      lastSilentIndex = index + frames - 1;
    } else {
      checkFrames(index, frames);
    }
  }

  private int countGaps(long index, int frames) {
    int gaps = 0;
    for (int i = 0; i < frames; i++) {
      gaps += isGap.test(index + i) ? 1 : 0;
    }
    return gaps;
  }

  private void checkFrames(long index, int frames) {
    int width = spec.format().encoding().bytesPerSample();
    for (int i = 0; i < frames; i++) {
      boolean isExact = true;
      boolean isSilent = true;
      for (int channel = 0; channel < spec.format().channels(); channel++) {
        int sample = Pattern.read(spec.format().encoding(), packet, 12 + (i * spec.format().channels() + channel) * width);
        isSilent &= sample == 0;
        isExact &= sample == Pattern.sample(inputEncoding, seed, index + i - latencyFrames, channel);
      }
      misplacedFrames += isExact == isGap.test(index + i - latencyFrames) ? 1 : 0;
      if (isExact) {
        exactFrames++;
        firstExactIndex = firstExactIndex == Long.MIN_VALUE ? index + i : firstExactIndex;
      } else if (isSilent) {
        silentFrames++;
        lastSilentIndex = index + i;
      } else {
        wrongFrames++;
      }
    }
  }

  /** Forgets what was counted, not where the stream is. */
  public void reset() {
    exactFrames = 0;
    silentFrames = 0;
    wrongFrames = 0;
    misplacedFrames = 0;
    jumps = 0;
    lateNs = Long.MIN_VALUE;
    firstExactIndex = Long.MIN_VALUE;
    lastSilentIndex = Long.MIN_VALUE;
  }

  public long exactFrames() {
    return exactFrames;
  }

  public long silentFrames() {
    return silentFrames;
  }

  public long wrongFrames() {
    return wrongFrames;
  }

  /** Frames that were silent where there was no gap, or not silent where there was one. */
  public long misplacedFrames() {
    return misplacedFrames;
  }

  /** Discontinuities of sequence number or timestamp. */
  public long jumps() {
    return jumps;
  }

  /** Latest departure after a deadline; 0 when all were exact. */
  public long lateNs() {
    return lateNs;
  }

  /** Output index of the first exact frame since the last reset. */
  public long firstExactIndex() {
    return firstExactIndex;
  }

  /** Output index of the last silent frame since the last reset. */
  public long lastSilentIndex() {
    return lastSilentIndex;
  }
}
