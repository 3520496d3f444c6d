package io.crosspoint.app.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.health.PlantFacts.Alarm;
import io.crosspoint.app.health.PlantFacts.Clock;
import io.crosspoint.app.health.PlantFacts.Input;
import io.crosspoint.app.health.PlantFacts.Leg;
import io.crosspoint.app.health.PlantFacts.Link;
import io.crosspoint.app.health.PlantFacts.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plant of one input on two networks and one output, observed twice a second. */
class HealthModelTest {

  private static final long HALF_NS = 500_000_000L;
  private static final Clock LOCKED = new Clock(true, false, "locked: by hand", 7);

  private final HealthModel model = new HealthModel();
  private final List<HealthModel.Change> changes = new ArrayList<>();
  private Clock clock = LOCKED;
  private Input input = input(List.of(), new long[8]);
  private Output output = output(0, 0, 0, 0, 0, 0, 0);
  private boolean isRedUp = true;
  private boolean isBlueUp = true;
  private List<String> dead = List.of();
  private long nowNs;

  /** @param totals datagrams on red and blue, then as the facts have them */
  private static Input input(List<Alarm> alarms, long... totals) {
    List<Leg> legs = List.of(new Leg(new Link("red", true), totals[0]), new Leg(new Link("blue", true), totals[1]));
    return new Input(0, "studio1", false, legs, totals[2], totals[3], totals[4], totals[5], totals[6], totals[7], alarms);
  }

  private static Output output(long batches, long late, long omitted, long refused, long silent, long overloads, long quietNs) {
    return new Output(0, "air1", List.of(new Link("red", true)), true, batches, late, omitted, refused, silent, overloads, quietNs);
  }

  /** @param more datagrams on red and blue, packets, missing frames, lost, dropped, bad and foreign packets than before */
  private Input more(long... more) {
    return more(List.of(), more);
  }

  private Input more(List<Alarm> alarms, long... more) {
    long[] totals = {
      input.legs().get(0).datagrams(), input.legs().get(1).datagrams(), input.packets(), input.missingFrames(), input.lostPackets(),
      input.droppedDatagrams(), input.badPackets(), input.foreignPackets()
    };
    for (int i = 0; i < totals.length; i++) {
      totals[i] += more[i];
    }
    return input(alarms, totals);
  }

  private Output sent(long late, long omitted, long refused, long silent, long overloads, long quietNs) {
    return output(
        output.batches() + 500, output.lateBatches() + late, output.omittedBatches() + omitted, output.refusedDatagrams() + refused,
        output.silentFrames() + silent, output.overloads() + overloads, quietNs);
  }

  private void observe(Input nextInput, Output nextOutput) {
    input = nextInput;
    output = nextOutput;
    nowNs += HALF_NS;
    List<Leg> legs = List.of(
        new Leg(new Link("red", isRedUp), input.legs().get(0).datagrams()),
        new Leg(new Link("blue", isBlueUp), input.legs().get(1).datagrams()));
    Input shown = new Input(
        input.slot(), input.name(), input.isSource(), legs, input.packets(), input.missingFrames(), input.lostPackets(),
        input.droppedDatagrams(), input.badPackets(), input.foreignPackets(), input.alarms());
    PlantFacts facts = new PlantFacts(
        clock, List.of(new Link("red", isRedUp), new Link("blue", isBlueUp)), List.of(shown), List.of(output), dead);
    changes.addAll(model.observe(facts, nowNs));
  }

  private void well(double seconds) {
    for (int i = 0; i < seconds * 2; i++) {
      observe(more(500, 500, 1000, 0, 0, 0, 0, 0), sent(0, 0, 0, 0, 0, 0));
    }
  }

  private void receive(Input next) {
    observe(next, sent(0, 0, 0, 0, 0, 0));
  }

  private void send(Output next) {
    observe(more(500, 500, 1000, 0, 0, 0, 0, 0), next);
  }

  private StreamHealth.Of input(Domain domain) {
    return model.report().inputs().get(0).of(domain);
  }

  private StreamHealth.Of output(Domain domain) {
    return model.report().outputs().get(0).of(domain);
  }

  private StreamHealth.Of router(Domain domain) {
    return model.report().router().of(domain);
  }

  private static void assertOf(Grade grade, String message, StreamHealth.Of of) {
    assertEquals(message, of.message());
    assertEquals(grade, of.grade());
  }

  @BeforeEach
  void begin() {
    well(2);
    changes.clear();
  }

  @Test
  void shouldBeWellInEveryDomainWhenAllGoesWell() {
    for (Domain domain : Domain.values()) {
      assertOf(Grade.HEALTHY, "", input(domain));
      assertOf(Grade.HEALTHY, "", output(domain));
      assertOf(Grade.HEALTHY, "", router(domain));
    }
    assertEquals(Grade.HEALTHY, model.report().router().overall());
    well(1);
    assertEquals(List.of(), changes);
  }

  @Test
  void shouldSeeAMissingLegOnlyPartially() {
    receive(more(500, 0, 500, 0, 0, 0, 0, 0));
    assertOf(Grade.PARTIAL, "nothing arrives on network blue", input(Domain.CONNECTION));
    well(3);
    assertOf(Grade.PARTIAL, "nothing arrives on network blue", input(Domain.CONNECTION));
    well(0.5);
    assertOf(Grade.HEALTHY, "", input(Domain.CONNECTION));
    assertEquals(1, input(Domain.CONNECTION).transitions());
  }

  @Test
  void shouldSeeMissingFramesAtOnce() {
    receive(more(500, 500, 990, 48, 10, 0, 0, 0));
    assertOf(Grade.UNHEALTHY, "48 frames were missing", input(Domain.CONNECTION));
    assertEquals(
        List.of(new HealthModel.Change(
            StreamHealth.Kind.INPUT, "studio1", Domain.CONNECTION, Grade.HEALTHY, Grade.UNHEALTHY, "48 frames were missing")),
        changes);
  }

  @Test
  void shouldSeeWhatOneLegLostAndWhatThisHostDropped() {
    receive(more(500, 490, 990, 0, 10, 0, 0, 0));
    assertOf(Grade.PARTIAL, "10 packets were lost on the way", input(Domain.CONNECTION));
    receive(more(500, 500, 990, 0, 0, 5, 0, 0));
    assertOf(Grade.PARTIAL, "5 datagrams were dropped in this host", input(Domain.CONNECTION));
  }

  @Test
  void shouldSeeSilence() {
    receive(more(0, 0, 0, 24_000, 0, 0, 0, 0));
    assertOf(Grade.UNHEALTHY, "nothing arrives", input(Domain.CONNECTION));
    assertOf(Grade.INACTIVE, "", input(Domain.ESSENCE));
    assertOf(Grade.HEALTHY, "", router(Domain.CONNECTION));
  }

  @Test
  void shouldSeePacketsThatAreNotAsDeclared() {
    receive(more(500, 500, 900, 0, 0, 0, 100, 0));
    assertOf(Grade.PARTIAL, "100 packets were not what was declared", input(Domain.ESSENCE));
    receive(more(500, 500, 0, 0, 0, 0, 1000, 0));
    assertOf(Grade.UNHEALTHY, "1000 packets were not what was declared", input(Domain.ESSENCE));
  }

  @Test
  void shouldSeeASecondSender() {
    receive(more(500, 500, 1000, 0, 0, 0, 0, 500));
    assertOf(Grade.PARTIAL, "two senders on one group; the first one is kept", input(Domain.ESSENCE));
  }

  @Test
  void shouldPutAlarmsIntoTheirDomains() {
    List<Alarm> alarms = List.of(
        new Alarm(Domain.SYNCHRONISATION, Verdict.partial("drifts")), new Alarm(Domain.ESSENCE, Verdict.unhealthy("data")),
        new Alarm(Domain.CONNECTION, Verdict.unhealthy("starved")));
    receive(more(alarms, 500, 500, 1000, 0, 0, 0, 0, 0));
    assertOf(Grade.PARTIAL, "drifts", input(Domain.SYNCHRONISATION));
    assertOf(Grade.UNHEALTHY, "data", input(Domain.ESSENCE));
    assertOf(Grade.UNHEALTHY, "starved", input(Domain.CONNECTION));
  }

  @Test
  void shouldSeeLinks() {
    isBlueUp = false;
    well(0.5);
    assertOf(Grade.PARTIAL, "no link on network blue", input(Domain.LINK));
    assertOf(Grade.PARTIAL, "no link on network blue", router(Domain.LINK));
    assertOf(Grade.HEALTHY, "", output(Domain.LINK));
    isRedUp = false;
    well(0.5);
    assertOf(Grade.UNHEALTHY, "no link on network red, blue", input(Domain.LINK));
  }

  @Test
  void shouldSeeTheClockInEveryStreamAndItsReturn() {
    clock = new Clock(true, true, "holdover: no Sync", 7);
    well(0.5);
    assertOf(Grade.PARTIAL, "clock is holdover: no Sync", input(Domain.SYNCHRONISATION));
    assertOf(Grade.PARTIAL, "clock is holdover: no Sync", output(Domain.SYNCHRONISATION));
    assertOf(Grade.PARTIAL, "clock is holdover: no Sync", router(Domain.SYNCHRONISATION));
    clock = new Clock(false, false, "freerun: no master", 0);
    observe(more(500, 500, 1000, 0, 0, 0, 0, 0), output);
    assertOf(Grade.UNHEALTHY, "clock is freerun: no master", router(Domain.SYNCHRONISATION));
    assertOf(Grade.INACTIVE, "", output(Domain.CONNECTION));
    clock = LOCKED;
    well(3);
    assertEquals(Grade.UNHEALTHY, router(Domain.SYNCHRONISATION).grade());
    well(0.5);
    assertEquals(Grade.HEALTHY, router(Domain.SYNCHRONISATION).grade());
  }

  @Test
  void shouldPassThroughPartialWhenAnotherGrandmasterIsTaken() {
    clock = new Clock(true, false, "locked: by hand", 8);
    well(0.5);
    assertOf(Grade.PARTIAL, "another grandmaster was taken", router(Domain.SYNCHRONISATION));
    well(3.5);
    assertOf(Grade.HEALTHY, "", router(Domain.SYNCHRONISATION));
  }

  @Test
  void shouldSeeWhatIsNotSent() {
    send(sent(3, 0, 0, 0, 0, 0));
    assertOf(Grade.PARTIAL, "3 packets left more than a packet time late", output(Domain.CONNECTION));
    send(sent(0, 4, 0, 0, 0, 0));
    assertOf(Grade.UNHEALTHY, "4 packets were not sent", output(Domain.CONNECTION));
    assertOf(Grade.UNHEALTHY, "air1: 4 packets were not sent", router(Domain.CONNECTION));
    send(sent(0, 0, 5, 0, 0, 0));
    assertOf(Grade.UNHEALTHY, "the kernel refused 5 datagrams", output(Domain.CONNECTION));
    send(output);
    assertOf(Grade.UNHEALTHY, "nothing was sent", output(Domain.CONNECTION));
  }

  @Test
  void shouldHearWhatGoesOnAir() {
    send(sent(0, 0, 0, 0, 12, 0));
    assertOf(Grade.PARTIAL, "12 samples were beyond full scale", output(Domain.ESSENCE));
    send(sent(0, 0, 0, 0, 0, 9_900_000_000L));
    assertEquals("12 samples were beyond full scale", output(Domain.ESSENCE).message());
    send(sent(0, 0, 0, 0, 0, 10_000_000_000L));
    assertOf(Grade.PARTIAL, "nothing to be heard", output(Domain.ESSENCE));
    send(sent(0, 0, 0, 480, 0, 0));
    assertOf(Grade.UNHEALTHY, "480 frames were silent for want of input", output(Domain.ESSENCE));
    assertOf(Grade.UNHEALTHY, "air1: 480 frames were silent for want of input", router(Domain.ESSENCE));
  }

  @Test
  void shouldExpectNothingOfAnOutputWithoutCrosspoints() {
    observe(
        more(500, 500, 1000, 0, 0, 0, 0, 0),
        new Output(0, "air1", List.of(new Link("red", true)), false, output.batches() + 500, 0, 0, 0, 0, 0, 99_000_000_000L));
    assertOf(Grade.INACTIVE, "", output(Domain.ESSENCE));
  }

  @Test
  void shouldSeeADeadThread() {
    dead = List.of("tick-0");
    well(0.5);
    assertOf(Grade.UNHEALTHY, "thread tick-0 has died", router(Domain.CONNECTION));
  }

  @Test
  void shouldForgetAStreamThatHasGoneAndBeginAnewWithAnother() {
    receive(more(0, 0, 0, 0, 0, 0, 0, 0));
    assertEquals(1, input(Domain.CONNECTION).transitions());
    PlantFacts without = new PlantFacts(clock, List.of(), List.of(), List.of(), List.of());
    model.observe(without, nowNs += HALF_NS);
    assertTrue(model.report().inputs().isEmpty());
    well(1);
    assertEquals(0, input(Domain.CONNECTION).transitions());
    assertEquals(Grade.HEALTHY, input(Domain.CONNECTION).grade());
  }
}
