package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.SECOND;
import static io.crosspoint.pipeline.engine.StraightRoute.SEED;
import static io.crosspoint.pipeline.engine.StraightRoute.START;
import static io.crosspoint.pipeline.engine.StraightRoute.STEREO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss, duplicates, reordering, jitter and lateness. */
class ImpairedNetworkTest {

  private static final MediaClock CLOCK = new MediaClock(48000);

  /** Which packets are lost is a function of their number, so that talker and listener agree without a word. */
  private static boolean isLost(long packet, int seed) {
    return new SplittableRandom(packet * 31 + seed).nextInt(100) == 0;
  }

  /** The input's packet time, the output's, link offset, and a constant delay; jitter is all that is left of the link offset. */
  @ParameterizedTest
  @CsvSource({"48, 48, 240, 0", "6, 6, 48, 50000", "240, 48, 960, 200000", "48, 6, 240, 100000", "6, 240, 480, 0", "48, 48, 7200, 1000000"})
  void shouldLoseNothingButWhatTheNetworkLost(int inFrames, int outFrames, int linkOffset, long delayNs) {
    StraightRoute route = StraightRoute.of(STEREO, inFrames, outFrames, linkOffset);
    long packetNs = inFrames * SECOND / 48000;
    long jitterNs = linkOffset * SECOND / 48000 - packetNs - LEAD - delayNs;
    List<Integer> arrivals = new ArrayList<>();
    route.simulation.add((input, leg, datagram, length) -> arrivals.add(((datagram[2] & 0xFF) << 8) | (datagram[3] & 0xFF)));
    route.talker.delay(delayNs, jitterNs).duplicate(0.01).lose(packet -> isLost(packet, 1)).identity(1, 65_000, 0);
    // Behind the first TRANSMIT, which begins the clock's epoch and forgets what came before.
    route.talker.resume(START + 20 * MS);
    route.listener.gaps(index -> isLost(Math.floorDiv(index, (long) inFrames), 1));

    route.settle();
    route.run(20 * SECOND);

    assertEquals(0, route.listener.wrongFrames() + route.listener.misplacedFrames() + route.listener.jumps(), route.state());
    assertTrue(route.listener.silentFrames() > 20L * 48000 / 200, "1 % of 20 s is silence");
    assertEquals(0, route.count(InputCounter.LATE) + route.count(InputCounter.EARLY) + route.count(InputCounter.REANCHORS));
    long[] wanted = countByHand(arrivals);
    assertEquals(arrivals.size(), route.count(InputCounter.PACKETS));
    assertEquals(wanted[0], route.count(InputCounter.LOST), "lost");
    assertEquals(wanted[1], route.count(InputCounter.DUPLICATE), "duplicates");
    assertEquals(wanted[2], route.count(InputCounter.REORDERED), "reordered");
  }

  /** Lost, duplicates and reordered among 16-bit numbers, by the definition of a window of 64. */
  private static long[] countByHand(List<Integer> arrivals) {
    List<Long> seen = new ArrayList<>();
    long[] counts = new long[3];
    long highest = arrivals.getFirst();
    long lowest = highest;
    for (int sequence : arrivals) {
      long number = highest + (short) (sequence - (int) highest);
      if (number <= highest - 64) {
        continue;
      }
      boolean isDuplicate = seen.subList(Math.max(0, seen.size() - 200), seen.size()).contains(number);
      counts[1] += isDuplicate ? 1 : 0;
      counts[2] += !isDuplicate && number < highest ? 1 : 0;
      if (!isDuplicate) {
        seen.add(number);
      }
      highest = Math.max(highest, number);
      lowest = Math.min(lowest, number);
    }
    long last = highest - 64;
    counts[0] = last - lowest + 1 - seen.stream().filter(number -> number <= last).count();
    return counts;
  }

  @Test
  void shouldCountMissingAndSilentFramesExactly() {
    StraightRoute route = StraightRoute.stereo(144).settle();
    long missingBefore = route.count(InputCounter.MISSING_FRAMES);
    long silentBefore = route.simulation.output(0).get(OutputCounter.SILENT_FRAMES);
    long first = route.talker.nextIndex() / 48;
    route.talker.lose(packet -> packet >= first + 10 && packet < first + 13);
    route.run(SECOND);

    assertEquals(144, route.listener.silentFrames());
    assertEquals(144, route.count(InputCounter.MISSING_FRAMES) - missingBefore);
    assertEquals(144, route.simulation.output(0).get(OutputCounter.SILENT_FRAMES) - silentBefore);
    assertEquals(3, route.count(InputCounter.LOST));
  }

  @Test
  void shouldTakeALatePacketForLostAndNeverPlayItOneLapLater() {
    StraightRoute route = StraightRoute.stereo(144).settle();
    Straggler straggler = new Straggler(route.talker.nextIndex());
    route.talker.lose(packet -> packet * 48 >= straggler.first && packet * 48 < straggler.end());
    route.listener.gaps(index -> index >= straggler.first && index < straggler.end());
    // Its frames are closed by the TRANSMIT that is published one lead before the end of the link offset.
    straggler.arrivalPtpNs = CLOCK.timeOf(straggler.first + 48 + 144) - LEAD + 1;
    route.simulation.add(straggler);
    route.run(3 * SECOND);

    assertEquals(48, route.listener.silentFrames());
    assertEquals(0, route.listener.misplacedFrames() + route.listener.wrongFrames());
    assertEquals(1, route.count(InputCounter.LATE));
    assertEquals(48, route.count(InputCounter.LATE_FRAMES));
  }

  @Test
  void shouldPlayAPacketThatIsJustInTime() {
    StraightRoute route = StraightRoute.stereo(144).settle();
    Straggler straggler = new Straggler(route.talker.nextIndex());
    route.talker.lose(packet -> packet * 48 >= straggler.first && packet * 48 < straggler.end());
    straggler.arrivalPtpNs = CLOCK.timeOf(straggler.first + 48 + 144) - LEAD;
    route.simulation.add(straggler);
    route.run(SECOND);

    route.mustBePerfect();
    assertEquals(0, route.count(InputCounter.LATE));
  }

  /** Part of a long packet is closed when it comes: the rest is played. */
  @Test
  void shouldPlayTheFramesOfALatePacketThatAreStillOpen() {
    StraightRoute route = StraightRoute.of(STEREO, 240, 48, 480).settle();
    Straggler straggler = new Straggler(route.talker.nextIndex());
    straggler.frames = 240;
    route.talker.lose(packet -> packet * 240 == straggler.first);
    straggler.arrivalPtpNs = CLOCK.timeOf(straggler.first + 96 + 480) - LEAD + 1;
    route.simulation.add(straggler);
    route.run(SECOND);

    assertEquals(96, route.listener.silentFrames());
    assertEquals(0, route.listener.wrongFrames());
    assertEquals(1, route.count(InputCounter.LATE));
    assertEquals(96, route.count(InputCounter.LATE_FRAMES));
  }

  /** One packet that comes when it wants. */
  private static final class Straggler implements Simulation.Talker {
    final long first;
    int frames = 48;
    long arrivalPtpNs;

    Straggler(long first) {
      this.first = first;
    }

    long end() {
      return first + frames;
    }

    @Override
    public long nextArrivalPtpNs() {
      return arrivalPtpNs;
    }

    @Override
    public void deliver(Simulation simulation) {
      byte[] datagram = new byte[12 + frames * 6 + Pattern.SLACK_BYTES];
      int sequence = (int) ((first - CLOCK.indexOf(START)) / frames);
      datagram[0] = (byte) 0x80;
      datagram[1] = Plants.PAYLOAD_TYPE;
      datagram[2] = (byte) (sequence >> 8);
      datagram[3] = (byte) sequence;
      for (int octet = 0; octet < 4; octet++) {
        datagram[4 + octet] = (byte) (first >> (24 - 8 * octet));
        datagram[8 + octet] = (byte) (0x1234 >> (24 - 8 * octet));
      }
      Pattern.write(STEREO, SEED, first, frames, datagram, 12);
      simulation.deliver(0, 0, datagram, 12 + frames * 6, arrivalPtpNs);
      arrivalPtpNs = Long.MAX_VALUE;
    }
  }

  @Test
  void shouldFillTheLossesOfOneLegFromTheOther() {
    StraightRoute route = StraightRoute.twoLegs(240);
    PatternTalker blue = new PatternTalker(0, 1, route.input, SEED, START).identity(77, 40_000, 0).delay(900_000, MS);
    route.simulation.add(blue);
    route.talker.lose(packet -> isLost(packet, 1) || packet % 1000 < 30);
    blue.lose(packet -> !isLost(packet, 1) && packet % 1000 >= 30 && packet % 3 == 0);

    route.settle();
    long missingBefore = route.count(InputCounter.MISSING_FRAMES);
    route.run(20 * SECOND);

    route.mustBePerfect();
    assertEquals(0, route.count(InputCounter.FOREIGN_SENDER) + route.count(InputCounter.STRAY) + route.count(InputCounter.REANCHORS));
    assertTrue(route.count(InputCounter.LOST) > 0);
    assertEquals(missingBefore, route.count(InputCounter.MISSING_FRAMES));
  }

  @Test
  void shouldPlayOnWhenALegDiesAndWhenItComesBack() {
    StraightRoute route = StraightRoute.twoLegs(240);
    PatternTalker blue = new PatternTalker(0, 1, route.input, SEED, START).identity(77, 40_000, 0).delay(900_000, 0);
    route.simulation.add(blue);
    route.settle();
    route.talker.stopAt(route.simulation.nowPtpNs());
    route.run(2 * SECOND);
    route.talker.resume(route.simulation.nowPtpNs());
    route.run(SECOND);
    blue.stopAt(route.simulation.nowPtpNs());
    route.run(SECOND);

    route.mustBePerfect();
  }
}
