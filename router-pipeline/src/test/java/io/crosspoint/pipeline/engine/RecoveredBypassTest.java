package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.convert.ConvertCounter;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.convert.NetworkNoise;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;

/** Payloads that must not change by a bit, from a source that turns out to be on the plant's clock. */
class RecoveredBypassTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_763_800_000L * SECOND + 123_456_789;
  private static final int LINK_OFFSET = 240;

  /** Compares every word with what was sent for the frame that is the link offset earlier. */
  private static final class Words implements Simulation.Listener {
    final Encoding encoding;
    final LongToIntFunction sent;
    long exact;
    long wrong;

    Words(Encoding encoding, LongToIntFunction sent) {
      this.encoding = encoding;
      this.sent = sent;
    }

    void reset() {
      exact = 0;
      wrong = 0;
    }

    @Override
    public void onPacket(int output, MemorySegment memory, int offset, int length, long sentPtpNs) {
      byte[] packet = new byte[length];
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, packet, 0, length);
      long index = MediaClock.unwrap(Pattern.read(Encoding.AM824, packet, 4), 0, new MediaClock(48_000).indexOf(sentPtpNs));
      for (int at = 12; at < length; at += encoding.bytesPerSample(), index++) {
        if (Pattern.read(encoding, packet, at) == sent.applyAsInt(index - LINK_OFFSET) << 8) {
          exact++;
        } else {
          wrong++;
        }
      }
    }
  }

  /** @param audio the 24-bit sample of a media index */
  private static void shouldPassExactly(Encoding to, LongToIntFunction audio, boolean isData) {
    long base = new MediaClock(48_000).indexOf(START);
    AudioFormat format = new AudioFormat(Encoding.L24, 48_000, 1);
    InputSpec plain = Plants.input("in", format, 48, LINK_OFFSET);
    InputSpec input =
        new InputSpec("in", plain.flows(), format, 48, plain.payloadType(), null, LINK_OFFSET, InputSpec.Timing.RECOVERED);
    OutputSpec output = Plants.output("out", new AudioFormat(to, 48_000, 1), 48);
    FreeTalker talker = new FreeTalker(0, input, START, NetworkNoise.quiet(8), t -> 0, index -> audio.applyAsInt(index + base));
    talker.timestamps(base);
    Words words = new Words(to, audio);
    Simulation simulation = new Simulation(Plants.straight(input, output), 500_000, START).add(talker).add(words);
    ConvertMeter meter = simulation.shard().convertMeters().getFirst();

    simulation.run(30 * SECOND);
    assertEquals(isData ? ConvertMeter.State.MUTED : ConvertMeter.State.CONVERTING, meter.state());
    simulation.run(70 * SECOND);
    words.reset();
    simulation.run(20 * SECOND);

    assertEquals(ConvertMeter.State.BYPASS, meter.state());
    assertEquals(1, meter.counters().get(ConvertCounter.BYPASSES));
    assertEquals(0, words.wrong);
    assertTrue(words.exact >= 20 * 48_000 - 48, "exact " + words.exact);
  }

  @Test
  void shouldNotDitherA16BitOutputOfABypassedSource() {
    shouldPassExactly(Encoding.L16, index -> Pattern.sample(Encoding.L24, 5, index, 0) >> 16 << 8, false);
  }

  @Test
  void shouldPassDataBurstsUntouchedOnceTheSourceIsLocked() {
    LongToIntFunction bursts =
        index ->
            switch ((int) Math.floorMod(index, 4096L)) {
              case 0 -> 0xFFF87200;
              case 1 -> 0x4E1F00;
              default -> Pattern.sample(Encoding.L24, 6, index, 0) >> 16 << 8;
            };
    shouldPassExactly(Encoding.L24, bursts, true);
  }
}
