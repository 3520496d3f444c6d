package io.crosspoint.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

/** The way from any plant to any other, on a data plane that obeys, refuses, or fails at a call of one's choice. */
class ReconcilerTest {

  private static final Actor DESK = new Actor("desk", "test", "127.0.0.1");

  /** A router without threads: whatever is asked of render is so at once. */
  private static final class Simulated implements Hands {
    final FakePlane plane;
    final Wiring wiring;
    final Model model;
    final Memory memory = new Memory();
    final Reconciler reconciler;
    final List<Waiting> accepted = new ArrayList<>();
    final Set<String> marked = new TreeSet<>();
    boolean isQuiet = true;
    long nowNs;

    Simulated(Desired desired) {
      plane = new FakePlane(desired);
      Map<String, Integer> inputs = new HashMap<>();
      desired.inputs().keySet().forEach(name -> inputs.put(name, inputs.size()));
      Map<String, Integer> outputs = new HashMap<>();
      desired.outputs().keySet().forEach(name -> outputs.put(name, outputs.size()));
      wiring = new Wiring(Plans.of("routes: []\n")).with(desired, inputs, outputs);
      model = new Model(wiring, Restoration.of(desired, wiring, memory), plane::isReachable);
      reconciler = new Reconciler(wiring, model, plane, this, new Configuration(1, desired));
      route(new TreeSet<>(desired.outputs().keySet()), 0, null);
    }

    @Override
    public boolean route(Set<String> names, long fadeNs, @Nullable Waiting waiting) {
      Map<Integer, List<Crosspoint>> changed = new TreeMap<>();
      names.forEach(name -> changed.put(wiring.outputIndex(name), wiring.crosspoints(model.asked(name))));
      plane.submit(changed, fadeNs);
      names.forEach(name -> model.hold(name, wiring.connected(model.asked(name))));
      return true;
    }

    @Override
    public void mark(Set<String> names) {
      marked.addAll(names);
    }

    @Override
    public boolean isQuiet() {
      return isQuiet;
    }

    @Override
    public void refuse(Control.Request request, Outcome.Refused refusal) {
      request.answer().complete(refusal);
    }

    @Override
    public Waiting prepare(Control.Request request, List<Model.Changed> changed, Outcome.Configured done) {
      return new Waiting(1, model.revision(), request, changed, done, 0);
    }

    @Override
    public void accept(Waiting waiting, List<JournalEntry> entries, boolean isOnItsWay) {
      memory.take(entries);
      accepted.add(waiting);
      waiting.isHeld = true;
      waiting.answer.complete(waiting.outcome(true));
    }

    void operate(List<Edit> edits) {
      Model.Result.Applied applied = assertInstanceOf(
          Model.Result.Applied.class, model.apply(new Command.Change("test", edits, 0, null)));
      memory.take(applied.entries());
      route(new TreeSet<>(model.asked().keySet()), 0, null);
    }

    CompletableFuture<Outcome> offer(Desired wanted) {
      Command.Configure command = new Command.Configure(wanted, null);
      CompletableFuture<Outcome> answer = new CompletableFuture<>();
      reconciler.offer(new Control.Request(command, DESK, answer), command, nowNs);
      return answer;
    }

    Outcome apply(Desired wanted) {
      CompletableFuture<Outcome> answer = offer(wanted);
      for (int second = 0; reconciler.isBusy() && second < 20; second++) {
        nowNs += 1_000_000_000L;
        reconciler.step(nowNs);
      }
      marked.retainAll(model.asked().keySet());
      if (!marked.isEmpty()) {
        route(Set.copyOf(marked), 0, null);
        marked.clear();
      }
      assertFalse(reconciler.isBusy(), "it has come to an end");
      return answer.join();
    }

    /** Streams and crosspoints by name, which must be all that there is. */
    String everything() {
      SortedMap<String, InputSpec> inputs = new TreeMap<>();
      plane.inputs().values().forEach(spec -> inputs.put(spec.name(), spec));
      assertEquals(plane.inputs().size(), inputs.size(), "two inputs of one name");
      SortedMap<String, OutputSpec> outputs = new TreeMap<>();
      TreeSet<String> crosspoints = new TreeSet<>();
      plane.outputs().forEach((slot, spec) -> {
        outputs.put(spec.name(), spec);
        plane.routes().getOrDefault(slot, List.of()).forEach(x -> crosspoints.add(plane.inputs().get(x.input()).name() + "/"
            + (x.inputChannel() + 1) + " " + spec.name() + "/" + (x.outputChannel() + 1) + " " + x.gain()));
      });
      assertEquals(plane.outputs().size(), outputs.size(), "two outputs of one name");
      return inputs + "\n" + outputs + "\n" + crosspoints;
    }
  }

  @Test
  void shouldMakeAnyPlantAnyOther() {
    RandomPlants plants = new RandomPlants(1);
    for (int round = 0; round < 300; round++) {
      Desired from = plants.next();
      Desired to = plants.next();
      Simulated router = new Simulated(from);
      Outcome.Configured done = assertInstanceOf(Outcome.Configured.class, router.apply(to), "round " + round);
      assertEquals(new Simulated(to).everything(), router.everything(), "round " + round);
      assertEquals(to, router.reconciler.configuration().desired());
      assertEquals(List.of(), done.notes());
      assertTrue(Plan.between(to, to).isEmpty());
      assertEquals(from.equals(to) ? 0 : 1, router.accepted.size(), "one command, one record");
    }
  }

  @Test
  void shouldTakeEverythingBackWhateverFails() {
    RandomPlants plants = new RandomPlants(2);
    int failures = 0;
    for (int round = 0; round < 100; round++) {
      Desired from = plants.next();
      Desired to = plants.next();
      boolean hasFailed = true;
      for (int call = 1; hasFailed; call++) {
        Simulated router = new Simulated(from);
        router.operate(plants.edits(from));
        String before = router.everything();
        SortedMap<String, SortedMap<CrosspointId, Level>> asked = new TreeMap<>(router.model.asked());
        router.plane.failAtCall(call);
        Outcome outcome = router.apply(to);
        hasFailed = router.plane.hasFailed();
        if (hasFailed) {
          failures++;
          assertInstanceOf(Outcome.Refused.class, outcome);
          assertEquals(before, router.everything(), "round " + round + ", call " + call);
          assertEquals(asked, router.model.asked());
          assertEquals(from, router.reconciler.configuration().desired());
          assertInstanceOf(Outcome.Configured.class, router.apply(to), "and a second time it works");
        }
        assertEquals(to, router.reconciler.configuration().desired());
      }
    }
    assertTrue(failures > 300, "only " + failures);
  }

  @Test
  void shouldBeAfterARestartWhatItWasBefore() {
    RandomPlants plants = new RandomPlants(3);
    for (int round = 0; round < 300; round++) {
      Desired plant = plants.next();
      Simulated router = new Simulated(plant);
      for (int change = 0; change < 3; change++) {
        router.operate(plants.edits(plant));
        plant = plants.next();
        assertInstanceOf(Outcome.Configured.class, router.apply(plant));
      }
      Restoration restarted = Restoration.of(plant, router.wiring, router.memory);
      assertEquals(new TreeMap<>(router.model.asked()), new TreeMap<>(restarted.open()), "round " + round);
    }
  }

  private static Desired plant(String routes) {
    return Desired.of(Plans.of(routes));
  }

  private static CrosspointId id(String to, int toChannel, String from, int fromChannel) {
    return new CrosspointId(to, toChannel, from, fromChannel);
  }

  @Test
  void shouldLetStateWinOverTheFileExceptWhereTheFileChanged() {
    Simulated router = new Simulated(plant("routes: [ { from: s1, to: air1 }, { from: s2, to: air2 } ]\n"));
    router.operate(List.of(
        new Edit.Close(id("air1", 1, "s1", 1)), new Edit.Open(id("air1", 2, "s1", 2), new Level(-3, false)),
        new Edit.Open(id("air2", 1, "s1", 1), Level.UNITY), new Edit.Close(id("air2", 2, "s2", 2))));
    router.apply(plant("routes: [ { from: s1, to: air1 }, { from: s2, to: air2, gain: -6 dB } ]\n"));
    assertEquals("{s1/2>air1/2=-3.0, s1/1>air2/1=0.0, s2/1>air2/1=-6.0, s2/2>air2/2=-6.0}", words(router.model.asked()));
  }

  private static String words(Map<String, SortedMap<CrosspointId, Level>> asked) {
    return asked.values().stream().flatMap(open -> open.entrySet().stream())
        .map(entry -> entry.getKey().from() + ">" + entry.getKey().to() + "=" + entry.getValue().gainDb())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** The usual plant, with one stream that listens elsewhere. */
  private static Desired moved(Desired plant, String input, int linkOffsetFrames) {
    Map<String, Desired.Input> inputs = new TreeMap<>(plant.inputs());
    InputSpec s = plant.inputs().get(input).spec();
    InputSpec slower = new InputSpec(
        input, s.flows(), s.format(), s.packetFrames(), s.payloadType(), s.mediaClockOffset(), linkOffsetFrames, s.timing());
    inputs.put(input, new Desired.Input(slower, Optional.empty()));
    return new Desired(
        plant.name(), plant.networks(), plant.clock(), inputs, plant.claims(), plant.outputs(), plant.routes(), plant.recordings(),
        plant.pipeline(), plant.http(), plant.control());
  }

  @Test
  void shouldFillBeforeItSwitchesAndLeaveTheOldAfterwards() {
    Desired plant = plant("routes: [ { from: s1, to: air1 }, { from: s2, to: air2 } ]\n");
    Simulated router = new Simulated(plant);
    int before = router.plane.given().size();
    router.plane.isFilling.set(false);
    router.isQuiet = false;
    CompletableFuture<Outcome> answer = router.offer(moved(plant, "s1", 480));
    router.reconciler.step(0);
    assertEquals(4, router.plane.inputs().size(), "the new one beside the old");
    assertEquals(before, router.plane.given().size(), "and nothing switched yet");
    router.plane.isFilling.set(true);
    router.reconciler.step(1_000_000);
    assertEquals(before + 1, router.plane.given().size());
    assertEquals(Set.of(0), router.plane.given().getLast().keySet(), "only the output that hears it");
    assertEquals(4, router.plane.inputs().size(), "the old one is still there: it fades out");
    assertTrue(answer.isDone(), "what is heard is as asked");
    router.isQuiet = true;
    router.reconciler.step(2_000_000);
    assertEquals(3, router.plane.inputs().size());
    Step step = assertInstanceOf(Outcome.Configured.class, answer.join()).plan().steps().getFirst();
    assertEquals(
        "input s1: link-offset 10ms instead of 3ms; joined beside the old one and crossfaded to, once it is filled", step.text());
    assertTrue(step.isGlitchFree());
  }

  @Test
  void shouldSayWhichInputStaysSilentAndSwitchAllTheSame() {
    Desired plant = plant("routes: [ { from: s1, to: air1 } ]\n");
    Simulated router = new Simulated(plant);
    router.plane.isFilling.set(false);
    Outcome.Configured done = assertInstanceOf(Outcome.Configured.class, router.apply(moved(plant, "s1", 480)));
    assertEquals(
        List.of("input s1 stays silent: nothing usable arrived within 3010 ms; its routes were changed all the same"), done.notes());
  }

  @Test
  void shouldRefuseWhatWasWorkedOutFromAnotherState() {
    Desired plant = plant("routes: [ { from: s1, to: air1 } ]\n");
    Simulated router = new Simulated(plant);
    Command.Configure stale = new Command.Configure(moved(plant, "s1", 480), new Command.Expectation(Command.Expectation.Of.CONFIG, "", 7));
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    router.reconciler.offer(new Control.Request(stale, DESK, answer), stale, 0);
    router.reconciler.step(0);
    assertEquals(Outcome.Reason.STALE, assertInstanceOf(Outcome.Refused.class, answer.join()).reason());
  }

  @Test
  void shouldSayWhichStreamsCouldNotBeHadBack() {
    RandomPlants plants = new RandomPlants(4);
    for (int round = 0; round < 100; round++) {
      Desired from = plants.next();
      Simulated router = new Simulated(from);
      router.plane.refuse(name -> true);
      Outcome outcome = router.apply(plants.next());
      Desired now = router.reconciler.configuration().desired();
      Set<String> running = router.plane.inputs().values().stream().map(InputSpec::name).collect(Collectors.toSet());
      assertEquals(now.inputs().keySet(), running, "what is said to run does");
      assertEquals(now.outputs().keySet(), router.plane.outputs().values().stream().map(OutputSpec::name).collect(Collectors.toSet()));
      if (outcome instanceof Outcome.Refused refused) {
        assertEquals(!now.equals(from), refused.why().contains("could not be had back"), refused.why());
      }
      router.plane.refuse(name -> false);
      Desired to = plants.next();
      assertInstanceOf(Outcome.Configured.class, router.apply(to));
      assertEquals(new Simulated(to).everything(), router.everything());
    }
  }
}
