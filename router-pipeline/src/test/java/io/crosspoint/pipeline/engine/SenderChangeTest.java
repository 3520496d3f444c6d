package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.SECOND;
import static io.crosspoint.pipeline.engine.StraightRoute.SEED;
import static io.crosspoint.pipeline.engine.StraightRoute.START;
import static io.crosspoint.pipeline.engine.StraightRoute.STEREO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that restart, jump, pause, drift in from elsewhere, or send rubbish. */
class SenderChangeTest {

  private static final int LINK_OFFSET = 144;
  private static final MediaClock CLOCK = new MediaClock(48000);

  /** Two routes in one router: what happens to the first must not touch the second. */
  private final InputSpec first = Plants.input("first", STEREO, 48, LINK_OFFSET);
  private final InputSpec second = Plants.input("second", STEREO, 48, LINK_OFFSET);
  private final List<OutputSpec> outputs = List.of(Plants.output("a", STEREO, 48), Plants.output("b", STEREO, 48));
  private final Simulation simulation = new Simulation(plant(), StraightRoute.LEAD, START);
  private final PatternTalker talker = new PatternTalker(0, first, SEED, START).delay(0, 0);
  private final PatternListener listener = new PatternListener(0, outputs.get(0), Encoding.L24, SEED, LINK_OFFSET);
  private final PatternListener bystander = new PatternListener(1, outputs.get(1), Encoding.L24, 99, LINK_OFFSET);

  SenderChangeTest() {
    simulation.add(talker).add(new PatternTalker(1, second, 99, START)).add(listener).add(bystander);
  }

  private PlantSpec plant() {
    List<Crosspoint> crosspoints = new ArrayList<>(Plants.wholeStream(0, 0, 2));
    crosspoints.addAll(Plants.wholeStream(1, 1, 2));
    return new PlantSpec(List.of(first, second), outputs, crosspoints);
  }

  private void settle() {
    simulation.run(160 * MS);
    listener.reset();
    bystander.reset();
  }

  private long count(InputCounter counter) {
    return simulation.input(0).counters().get(counter);
  }

  private void othersMustBeUntouched() {
    assertTrue(bystander.exactFrames() > 0);
    assertEquals(0, bystander.silentFrames() + bystander.wrongFrames() + bystander.jumps());
    for (InputCounter counter : InputCounter.values()) {
      boolean isNormal = counter == InputCounter.PACKETS || counter == InputCounter.FRAMES || counter == InputCounter.MISSING_FRAMES;
      assertTrue(isNormal || simulation.input(1).counters().get(counter) == 0, counter.name());
    }
  }

  private void mustBeExactSince(long index) {
    assertEquals(0, listener.wrongFrames() + listener.jumps());
    assertTrue(listener.lastSilentIndex() < index, "silent at " + (listener.lastSilentIndex() - index));
    assertTrue(listener.exactFrames() > 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "0, 2500", "0, 20000000", "305419896, 0", "305419896, 1", "305419896, 60000000", "987654321, 10000000000"})
  void shouldBeBackWithinTheLinkOffsetAndThreePacketsAfterARestart(int timestampOffset, long pauseNs) {
    settle();
    talker.stopAt(simulation.nowPtpNs());
    simulation.run(MS);
    simulation.run(pauseNs);
    talker.identity(0x9999, 4711, timestampOffset);
    talker.resume(simulation.nowPtpNs());
    long restart = talker.nextIndex();
    simulation.run(2 * SECOND);

    mustBeExactSince(restart + LINK_OFFSET + 3 * 48);
    assertEquals(1, count(InputCounter.SENDER_CHANGES));
    assertEquals(0, count(InputCounter.DUPLICATE) + count(InputCounter.LOST));
    othersMustBeUntouched();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, -1_000_000, 0x7FFF_FFFF, 480_000})
  void shouldFollowATimestampJumpOfTheSameSender(int jump) {
    settle();
    talker.stopAt(simulation.nowPtpNs());
    simulation.run(MS);
    talker.identity(0x1234, 161, jump);
    talker.resume(simulation.nowPtpNs());
    long restart = talker.nextIndex();
    simulation.run(SECOND);

    mustBeExactSince(restart + LINK_OFFSET + 2 * 48);
    assertEquals(1, count(InputCounter.REANCHORS));
    assertEquals(1, count(InputCounter.STRAY));
    othersMustBeUntouched();
  }

  @Test
  void shouldBeSilentWhileItsSenderIsAndExactWhenItIsBack() {
    StraightRoute route = StraightRoute.of(STEREO, 240, 240, 480).settle();
    route.talker.stopAt(route.simulation.nowPtpNs());
    route.run(30 * MS);
    route.listener.reset();
    route.run(3600 * SECOND);
    assertEquals(0, route.listener.exactFrames() + route.listener.wrongFrames() + route.listener.jumps());

    route.talker.resume(route.simulation.nowPtpNs());
    long restart = route.talker.nextIndex();
    route.run(SECOND);

    assertEquals(0, route.listener.wrongFrames() + route.listener.jumps());
    assertTrue(route.listener.lastSilentIndex() < restart + 480);
    assertTrue(route.listener.exactFrames() > 47_000);
    assertEquals(0, route.count(InputCounter.REANCHORS) + route.count(InputCounter.SENDER_CHANGES));
  }

  @Test
  void shouldKeepARandomOffsetBitExactAtConstantLatency() {
    talker.identity(5, 9, 0x2468_ACE0);
    settle();
    simulation.run(10 * SECOND);

    mustBeExactSince(CLOCK.indexOf(START));
    assertEquals(0, listener.silentFrames());
    assertEquals(InputMeter.Timing.ARRIVAL, simulation.input(0).timing());
    assertEquals(0, count(InputCounter.REANCHORS));
  }

  @Test
  void shouldFollowADeclaredOffsetWhateverTheArrival() {
    StraightRoute route = StraightRoute.declared((int) 2_911_906_980L, LINK_OFFSET, LINK_OFFSET);
    route.talker.identity(5, 9, (int) 2_911_906_980L).delay(300_000, 400_000);
    route.settle();
    route.run(SECOND);

    route.mustBePerfect();
    assertEquals(InputMeter.Timing.DECLARED, route.simulation.input(0).timing());
  }

  @Test
  void shouldFindTheOffsetWhenTheDeclaredOneIsWrong() {
    StraightRoute route = StraightRoute.declared(1234, LINK_OFFSET, LINK_OFFSET);
    route.settle();
    route.run(SECOND);

    route.mustBePerfect();
    assertEquals(InputMeter.Timing.PTP, route.simulation.input(0).timing());
  }

  @Test
  void shouldStayWithTheFirstOfTwoSendersOnOneGroup() {
    settle();
    simulation.add(new PatternTalker(0, first, 1234, simulation.nowPtpNs()).identity(0xBAD, 30_000, 0).from(0x0A4D_0002).delay(300_000, 0));
    simulation.run(5 * SECOND);

    mustBeExactSince(0);
    assertEquals(0, listener.silentFrames());
    assertTrue(count(InputCounter.FOREIGN_SENDER) >= 4990);
    assertEquals(0, count(InputCounter.SENDER_CHANGES) + count(InputCounter.REANCHORS));
    othersMustBeUntouched();
  }

  /** Twenty packets of another host for each of the sender's, with its payload type and length, now and then while the sender hiccups. */
  @Test
  void shouldNotGiveWayToAFlood() {
    settle();
    talker.lose(packet -> packet % 500 < 5);
    listener.gaps(index -> Math.floorDiv(index, 48L) % 500 < 5);
    simulation.add(new Flood(simulation.nowPtpNs(), 50_000, (random, datagram) -> 0x0A4D_0666));
    simulation.run(5 * SECOND);

    assertEquals(0, listener.wrongFrames() + listener.misplacedFrames() + listener.jumps());
    assertTrue(count(InputCounter.FOREIGN_SENDER) > 90_000);
    assertEquals(0, count(InputCounter.SENDER_CHANGES) + count(InputCounter.REANCHORS));
    othersMustBeUntouched();
  }

  @Test
  void shouldCountRubbishAndPlayOn() {
    settle();
    simulation.add(new Flood(simulation.nowPtpNs(), 50_000, SenderChangeTest::spoil));
    simulation.run(5 * SECOND);

    mustBeExactSince(0);
    assertEquals(0, listener.silentFrames());
    assertTrue(count(InputCounter.MALFORMED) > 10_000);
    assertTrue(count(InputCounter.WRONG_PAYLOAD_TYPE) > 10_000);
    assertTrue(count(InputCounter.WRONG_LENGTH) > 10_000);
    long sum = 0;
    for (InputCounter counter : List.of(InputCounter.MALFORMED, InputCounter.WRONG_PAYLOAD_TYPE, InputCounter.WRONG_LENGTH)) {
      sum += count(counter);
    }
    // What arrived in the last millisecond is not fetched yet.
    assertEquals(100_000, sum + count(InputCounter.FOREIGN_SENDER), 21);
    othersMustBeUntouched();
  }

  /** Makes a flood's datagram worse; its length is left in the last four octets of the buffer. */
  private static int spoil(SplittableRandom random, byte[] datagram) {
    int length = 300;
    switch (random.nextInt(6)) {
      case 0 -> random.nextBytes(datagram);
      case 1 -> length = random.nextInt(12);
      case 2 -> datagram[0] = (byte) (random.nextInt(4) == 2 ? 0x40 : 0xC0);
      case 3 -> datagram[1] = (byte) (random.nextInt(97));
      case 4 -> length = 12 + 6 * random.nextInt(40) + 1 + random.nextInt(5);
      default -> datagram[0] = (byte) (0x80 | random.nextInt(64));
    }
    datagram[datagram.length - 1] = (byte) length;
    datagram[datagram.length - 2] = (byte) (length >> 8);
    return 0x0A4D_0666;
  }

  private interface Mutation {
    /** Changes a datagram in place. @return the address that it is sent from */
    int apply(SplittableRandom random, byte[] datagram);
  }

  /** A packet of a foreign SSRC, right in everything else unless mutated, every so many ns. */
  private static final class Flood implements Simulation.Talker {
    private final SplittableRandom random = new SplittableRandom(42);
    private final long periodNs;
    private final Mutation mutation;
    private long nextPtpNs;
    private int sequence;

    Flood(long startPtpNs, long periodNs, Mutation mutation) {
      this.nextPtpNs = startPtpNs;
      this.periodNs = periodNs;
      this.mutation = mutation;
    }

    @Override
    public long nextArrivalPtpNs() {
      return nextPtpNs;
    }

    @Override
    public void deliver(Simulation simulation) {
      byte[] datagram = new byte[400];
      random.nextBytes(datagram);
      int timestamp = (int) CLOCK.indexOf(nextPtpNs) - 48;
      datagram[0] = (byte) 0x80;
      datagram[1] = Plants.PAYLOAD_TYPE;
      datagram[2] = (byte) (sequence >> 8);
      datagram[3] = (byte) sequence++;
      for (int octet = 0; octet < 4; octet++) {
        datagram[4 + octet] = (byte) (timestamp >> (24 - 8 * octet));
        datagram[8 + octet] = 0x55;
      }
      datagram[398] = 1;
      datagram[399] = 44;
      int address = mutation.apply(random, datagram);
      int length = ((datagram[398] & 0xFF) << 8 | (datagram[399] & 0xFF)) % 399;
      simulation.deliverFrom(address, 0, 0, datagram, length, nextPtpNs);
      nextPtpNs += periodNs;
    }
  }
}
