package io.crosspoint.pipeline.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.StreamTracker.Anchor;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

/** Packets of 1 ms at 48 kHz, link offset 3 ms, unless a test says otherwise. */
class StreamTrackerTest {

  private static final long MS = 1_000_000;
  private static final MediaClock CLOCK = new MediaClock(48000);
  private static final int FRAMES = 48;
  private static final int LINK_OFFSET = 144;
  private static final int EARLY_FRAMES = 480;
  private static final int HERE = 0x0A00_0001;
  private static final int ELSEWHERE = 0x0A00_0002;

  /** A little before the timestamp wraps. */
  private static final long START = (20_000L * (1L << 32) - 48 * 10) / 48 * 48;

  private final Counters<InputCounter> counters = new Counters<>(InputCounter.class);
  private final RtpPacket packet = new RtpPacket();
  private final MemorySegment memory = Arena.ofAuto().allocate(64);
  private StreamTracker tracker = tracker(1, null);

  private StreamTracker tracker(int legs, @Nullable Integer declaredOffset) {
    InputSpec spec = Plants.input("in", new AudioFormat(Encoding.L24, 48000, 2), FRAMES, LINK_OFFSET, legs, declaredOffset);
    return new StreamTracker(spec, EARLY_FRAMES, counters);
  }

  /** A sender whose packet k begins at START + 48 k and arrives {@code delayNs} after its end. */
  private final class Sender {
    final int ssrc;
    int leg;
    int address = HERE;
    int sequence;
    int offset;
    long delayNs = 100_000;

    Sender(int ssrc, int sequence, int offset) {
      this.ssrc = ssrc;
      this.sequence = sequence;
      this.offset = offset;
    }

    /** Packet k of the plant's time: the index that it is given, relative to the one at which it was sampled. */
    long send(long k) {
      return send(k, 0);
    }

    long send(long k, long lateNs) {
      long index = START + k * FRAMES;
      RtpPacket.writeHeader(memory, 0, 98, sequence + (int) k, (int) index + offset, ssrc);
      packet.parse(memory, 0, 12);
      long placed = tracker.indexOf(leg, packet, FRAMES, address, CLOCK.timeOf(index + FRAMES) + delayNs + lateNs);
      return placed == StreamTracker.REJECTED ? placed : placed - index;
    }
  }

  private long count(InputCounter counter) {
    return counters.get(counter);
  }

  @Test
  void shouldTakeTimestampsForPtpTimeWhenTheyAgreeWithIt() {
    Sender sender = new Sender(1, 65_500, 0);
    for (int k = 0; k < 200_000; k++) {
      assertEquals(0, sender.send(k));
    }

    assertEquals(Anchor.PTP, tracker.anchor());
    assertEquals(0, count(InputCounter.LOST) + count(InputCounter.DUPLICATE) + count(InputCounter.REANCHORS));
  }

  @Test
  void shouldAnchorARandomOffsetToTheFirstArrival() {
    Sender sender = new Sender(1, 0, 0x9876_5432);
    long first = sender.send(0);
    for (int k = 1; k < 1000; k++) {
      assertEquals(first, sender.send(k, k % 7 * 300_000));
    }

    assertEquals(Anchor.ARRIVAL, tracker.anchor());
    assertTrue(Math.abs(first) <= 5, "the first packet ends where it arrives: " + first);
    assertEquals(0, count(InputCounter.REANCHORS));
  }

  @Test
  void shouldUseTheDeclaredOffset() {
    tracker = tracker(1, (int) 2_911_906_980L);
    Sender sender = new Sender(1, 0, (int) 2_911_906_980L);
    assertEquals(0, sender.send(0));

    assertEquals(Anchor.DECLARED, tracker.anchor());
    assertEquals((int) 2_911_906_980L, tracker.offset());
  }

  @Test
  void shouldFindTheOffsetWhenTheDeclaredOneIsWrong() {
    tracker = tracker(1, 12_345_678);
    Sender sender = new Sender(1, 0, 0);
    assertEquals(0, sender.send(0));

    assertEquals(Anchor.PTP, tracker.anchor());
    assertEquals(1, count(InputCounter.REANCHORS));
  }

  @Test
  void shouldComeBackToPtpWhenFirstHeardLate() {
    Sender sender = new Sender(1, 0, 0);
    assertNotEquals(0, sender.send(0, 5 * MS));
    assertEquals(Anchor.ARRIVAL, tracker.anchor());
    for (int k = 1; k <= 64; k++) {
      sender.send(k);
    }

    assertEquals(0, sender.send(65));
    assertEquals(Anchor.PTP, tracker.anchor());
    assertEquals(1, count(InputCounter.REANCHORS));
  }

  @Test
  void shouldComeBackToTheDeclaredOffsetWhenFirstHeardLate() {
    tracker = tracker(1, 777_777_777);
    Sender sender = new Sender(1, 0, 777_777_777);
    sender.send(0, 5 * MS);
    for (int k = 1; k <= 64; k++) {
      sender.send(k);
    }

    assertEquals(0, sender.send(65));
    assertEquals(Anchor.DECLARED, tracker.anchor());
  }

  @Test
  void shouldCountNoDuplicateAtAFirstPacket() {
    new Sender(1, 100, 0).send(0);

    assertEquals(0, count(InputCounter.DUPLICATE));
  }

  @Test
  void shouldKeepItsAnchorThroughALateBurst() {
    Sender sender = new Sender(1, 0, 0);
    for (int k = 0; k < 100; k++) {
      sender.send(k);
    }
    for (int k = 100; k < 300; k++) {
      assertEquals(0, sender.send(k, (300 - k) * MS), "late, and known to be");
    }
    for (int k = 300; k < 400; k++) {
      assertEquals(0, sender.send(k));
    }

    assertEquals(0, count(InputCounter.REANCHORS) + count(InputCounter.STRAY));
  }

  @Test
  void shouldIgnoreAStrayPacketAndFollowAJumpAtTheSecond() {
    Sender sender = new Sender(1, 0, 0);
    for (int k = 0; k < 10; k++) {
      sender.send(k);
    }
    sender.offset = 1_000_000;
    assertEquals(StreamTracker.REJECTED, sender.send(10));
    sender.offset = 0;
    assertEquals(0, sender.send(11));
    assertEquals(0, count(InputCounter.REANCHORS));

    sender.offset = 1_000_000;
    assertEquals(StreamTracker.REJECTED, sender.send(12));
    long first = sender.send(13);
    assertTrue(Math.abs(first) <= 5, "anchored to arrival: " + first);
    assertEquals(first, sender.send(14));
    assertEquals(2, count(InputCounter.STRAY));
    assertEquals(1, count(InputCounter.REANCHORS));
  }

  @Test
  void shouldFollowASenderThatPausedItsTimeline() {
    Sender sender = new Sender(1, 0, 55_555_555);
    long before = sender.send(0);
    assertEquals(before, sender.send(1));
    long pauseNs = 3_600_000 * MS;
    long first = sender.send(2, pauseNs);
    long wanted = before + CLOCK.indexOf(pauseNs);
    assertTrue(Math.abs(first - wanted) <= 5, "anchored to arrival again: " + (first - wanted));
    assertEquals(first, sender.send(3, pauseNs));
    assertEquals(1, count(InputCounter.REANCHORS));
  }

  @Test
  void shouldTakeOverANewSenderAfterSilenceAtOnce() {
    new Sender(1, 0, 0).send(0);
    Sender restarted = new Sender(2, 4711, 0x1357_9BDF);
    long first = restarted.send(200);

    assertTrue(Math.abs(first) <= 5, "anchored to arrival: " + first);
    assertEquals(1, count(InputCounter.SENDER_CHANGES));
    assertEquals(0, count(InputCounter.FOREIGN_SENDER) + count(InputCounter.DUPLICATE) + count(InputCounter.LOST));
  }

  @Test
  void shouldTakeOverANewSsrcWithoutSilenceAtItsThirdPacket() {
    Sender old = new Sender(1, 0, 0);
    for (int k = 0; k < 10; k++) {
      old.send(k);
    }
    Sender restarted = new Sender(2, 4711, 0);
    assertEquals(StreamTracker.REJECTED, restarted.send(10));
    assertEquals(StreamTracker.REJECTED, restarted.send(11));
    assertEquals(0, restarted.send(12));
    assertEquals(1, count(InputCounter.SENDER_CHANGES));
  }

  @Test
  void shouldStayWithTheFirstOfTwoSenders() {
    Sender first = new Sender(1, 0, 0);
    Sender second = new Sender(2, 9000, 0);
    for (int k = 0; k < 1000; k++) {
      assertEquals(0, first.send(k));
      assertEquals(StreamTracker.REJECTED, second.send(k, 300_000));
    }

    assertEquals(1000, count(InputCounter.FOREIGN_SENDER));
    assertEquals(0, count(InputCounter.SENDER_CHANGES));
  }

  @Test
  void shouldStayWithItsSenderInAFloodFromElsewhere() {
    Sender first = new Sender(1, 0, 0);
    Sender flood = new Sender(2, 9000, 0);
    flood.address = ELSEWHERE;
    for (int k = 0; k < 1000; k++) {
      if (k % 100 < 90) {
        assertEquals(0, first.send(k));
      }
      for (int i = 1; i <= 20; i++) {
        assertEquals(StreamTracker.REJECTED, flood.send(k, i * 45_000), "packet " + k);
      }
    }

    assertEquals(20_000, count(InputCounter.FOREIGN_SENDER));
    assertEquals(0, count(InputCounter.SENDER_CHANGES));
  }

  @Test
  void shouldTakeOverASenderElsewhereWhenTheFirstIsGone() {
    Sender first = new Sender(1, 0, 0);
    Sender spare = new Sender(2, 9000, 0);
    spare.address = ELSEWHERE;
    first.send(0);
    int taken = 1;
    while (spare.send(taken) == StreamTracker.REJECTED) {
      taken++;
    }

    assertTrue(taken <= 110, "taken over after " + taken + " ms");
  }

  @Test
  void shouldServeTwoLegsWithSsrcsAndSequencesOfTheirOwn() {
    tracker = tracker(2, null);
    Sender red = new Sender(1, 0, 0);
    Sender blue = new Sender(2, 30_000, 0);
    blue.leg = 1;
    for (int k = 0; k < 1000; k++) {
      assertEquals(0, red.send(k));
      assertEquals(0, blue.send(k, 900_000));
    }

    assertEquals(0, count(InputCounter.FOREIGN_SENDER) + count(InputCounter.STRAY) + count(InputCounter.LOST));
  }

  @Test
  void shouldNotLetOneLegMoveWhatTheOtherProves() {
    tracker = tracker(2, null);
    Sender red = new Sender(1, 0, 0);
    Sender blue = new Sender(2, 30_000, 0);
    blue.leg = 1;
    for (int k = 0; k < 10; k++) {
      red.send(k);
      blue.send(k);
    }
    blue.offset = 1_000_000;
    for (int k = 10; k < 1000; k++) {
      assertEquals(0, red.send(k));
      assertEquals(StreamTracker.REJECTED, blue.send(k));
    }

    assertEquals(0, count(InputCounter.REANCHORS));
  }

  @Test
  void shouldFollowAJumpOfBothLegsWithinTheLinkOffset() {
    tracker = tracker(2, null);
    Sender red = new Sender(1, 0, 0);
    Sender blue = new Sender(2, 30_000, 0);
    blue.leg = 1;
    for (int k = 0; k < 10; k++) {
      red.send(k);
      blue.send(k, 500_000);
    }
    red.offset = 1_000_000;
    blue.offset = 1_000_000;
    int k = 10;
    while (red.send(k) == StreamTracker.REJECTED & blue.send(k, 500_000) == StreamTracker.REJECTED) {
      k++;
    }

    assertTrue(k - 10 <= 6, "followed after " + (k - 10) + " packets");
  }

  @Test
  void shouldForgetEverythingWhenReset() {
    Sender sender = new Sender(1, 0, 0x7777_7777);
    sender.send(0);
    tracker.reset();
    assertEquals(Anchor.NONE, tracker.anchor());
    sender.send(1);

    assertEquals(Anchor.ARRIVAL, tracker.anchor());
    assertEquals(0, count(InputCounter.REANCHORS) + count(InputCounter.SENDER_CHANGES) + count(InputCounter.DUPLICATE));
  }
}
