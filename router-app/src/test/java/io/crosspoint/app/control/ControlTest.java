package io.crosspoint.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.FakeHost;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.control.Command.Expectation;
import io.crosspoint.pipeline.Crosspoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model with its thread and files, on a data plane that obeys. */
class ControlTest {

  private static final Actor DESK = new Actor("desk", "test", "127.0.0.1");

  @TempDir
  private Path directory;

  private final FakePlane plane = new FakePlane();
  private final EventLog events = new EventLog();
  private Controls controls;
  private Control control;

  @BeforeEach
  void start() throws IOException {
    start(Plans.usual());
  }

  private void start(RouterConfig config) throws IOException {
    controls = Controls.open(config, directory.resolve("plant.yaml"));
    control = controls.start(plane, events, InstantSource.fixed(Instant.EPOCH));
  }

  @AfterEach
  void stop() {
    controls.close();
  }

  private void restart(RouterConfig config) throws IOException {
    controls.close();
    start(config);
  }

  private Outcome run(Command command) throws Exception {
    return control.submit(command, DESK).get(5, TimeUnit.SECONDS);
  }

  private static Command change(@Nullable Expectation expected, Edit... edits) {
    return new Command.Change("test", List.of(edits), Command.USUAL_FADE, expected);
  }

  private Outcome.Done done(Edit... edits) throws Exception {
    return assertInstanceOf(Outcome.Done.class, run(change(null, edits)));
  }

  private Outcome.Refused refused(Command command) throws Exception {
    return assertInstanceOf(Outcome.Refused.class, run(command));
  }

  private static CrosspointId id(String to, int toChannel, String from, int fromChannel) {
    return new CrosspointId(to, toChannel, from, fromChannel);
  }

  @Test
  void shouldBeginWithTheRoutesOfTheFile() {
    MatrixState state = control.state();
    assertEquals(Optional.of(Level.UNITY), state.held(id("air1", 2, "s1", 2)));
    assertEquals(Optional.of(new Level(-6, false)), state.held(id("air2", 1, "s2", 1)));
    assertEquals(Optional.empty(), state.held(id("air2", 2, "s2", 2)));
    assertEquals(3, controls.plant().crosspoints().size());
  }

  @Test
  void shouldTakeAndTellOnceItIsHeld() throws Exception {
    Outcome.Done done = done(new Edit.Take(id("air1", 1, "s2", 2), new Level(-3, false)));
    assertTrue(done.isHeld() && done.isSaved() && done.isChanged());
    assertEquals(1_000_000, done.heldFromPtpNs());
    assertEquals(
        List.of(new Crosspoint(1, 1, 0, 0, Math.pow(10, -3.0 / 20)), new Crosspoint(0, 1, 0, 1, 1)), plane.given().getFirst().get(0));
    EventLog.Event event = events.after(0, 10).getFirst();
    assertEquals("crosspoints", event.kind());
    assertEquals("[{from=s1/1, to=air1/1, was={gainDb=0.0, muted=false}, is=closed},"
        + " {from=s2/2, to=air1/1, was=closed, is={gainDb=-3.0, muted=false}}]", String.valueOf(event.details().get("changed")));
    assertEquals(1, events.newest());
    assertEquals(1, Files.readAllLines(directory.resolve("plant.yaml.audit")).size());
  }

  @Test
  void shouldLoseNoneOfAThousandTakes() throws Exception {
    int takes = 1000;
    List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < takes; i++) {
      Edit take = new Edit.Take(id("air" + (1 + i % 2), 1 + i / 2 % 2, "s" + (1 + i / 4 % 2), 1), new Level(-i % 7, false));
      answers.add(control.submit(change(null, take), DESK));
      if (i >= 32) {
        Outcome _ = answers.get(i - 32).get(30, TimeUnit.SECONDS);
      }
    }
    for (CompletableFuture<Outcome> answer : answers) {
      assertTrue(assertInstanceOf(Outcome.Done.class, answer.get(30, TimeUnit.SECONDS)).isHeld());
    }
    Map<String, MatrixState.Output> asked = control.state().outputs();
    restart(Plans.usual());
    assertEquals(takes, Files.readAllLines(directory.resolve("plant.yaml.audit")).size());
    asked.forEach((name, output) -> assertEquals(output.asked(), control.state().outputs().get(name).asked()));
  }

  @Test
  void shouldShowWhatIsHeldAndNotWhatWasAsked() throws Exception {
    plane.isHolding.set(false);
    Outcome.Done done = done(new Edit.Close(id("air1", 1, "s1", 1)));
    assertFalse(done.isHeld());
    MatrixState.Output output = control.state().outputs().get("air1");
    assertTrue(output.held().containsKey(id("air1", 1, "s1", 1)));
    assertFalse(output.asked().containsKey(id("air1", 1, "s1", 1)));
    assertEquals(0, events.newest(), "nothing has happened on air yet");
    plane.isHolding.set(true);
    done(new Edit.Close(id("air2", 1, "s2", 1)));
    assertEquals(2, events.newest());
    assertEquals(Optional.empty(), control.state().held(id("air1", 1, "s1", 1)));
  }

  @Test
  void shouldMuteWithoutForgettingTheGain() throws Exception {
    done(new Edit.Open(id("air2", 1, "s2", 1), new Level(-6, true)));
    assertEquals(List.of(), plane.given().getLast().get(1));
    assertEquals(Optional.of(new Level(-6, true)), control.state().held(id("air2", 1, "s2", 1)));
  }

  @Test
  void shouldDoAllOfACommandOrNothing() throws Exception {
    Outcome.Refused refused = refused(change(
        null, new Edit.Close(id("air1", 1, "s1", 1)), new Edit.Open(id("air1", 3, "s1", 1), Level.UNITY)));
    assertEquals(new Outcome.Refused(Outcome.Reason.UNKNOWN, "air1 has channels 1 to 2, not 3"), refused);
    assertTrue(control.state().held(id("air1", 1, "s1", 1)).isPresent());
    assertEquals(List.of(), plane.given());
  }

  @Test
  void shouldRefuseWhatTheFileWouldRefuse() throws Exception {
    assertEquals(Outcome.Reason.UNKNOWN, refused(change(null, new Edit.Open(id("air9", 1, "s1", 1), Level.UNITY))).reason());
    assertEquals(Outcome.Reason.UNKNOWN, refused(change(null, new Edit.Open(id("air1", 1, "s9", 1), Level.UNITY))).reason());
    assertEquals(
        "AM824 and linear audio cannot be routed to each other (AM824/48000/2 to L24/48000/2)",
        refused(change(null, new Edit.Open(id("air1", 1, "aes", 1), Level.UNITY))).why());
    assertEquals(
        "AM824 is carried untouched and may not be audio: it has no gain",
        refused(change(null, new Edit.Open(id("aes2", 1, "aes", 1), new Level(-1, false)))).why());
    done(new Edit.Open(id("aes2", 1, "aes", 1), Level.UNITY));
    assertEquals(
        "aes2: AM824 cannot be summed; take instead of opening",
        refused(change(null, new Edit.Open(id("aes2", 1, "aes", 2), Level.UNITY))).why());
    done(new Edit.Take(id("aes2", 1, "aes", 2), Level.UNITY));
  }

  @Test
  void shouldLetNobodyOverwriteWhatHeHasNotSeen() throws Exception {
    long seen = control.state().outputs().get("air1").revision();
    Expectation air1 = new Expectation(Expectation.Of.OUTPUT, "air1", seen);
    done(new Edit.Clear("air2", 1));
    assertInstanceOf(Outcome.Done.class, run(change(air1, new Edit.Clear("air1", 1))), "another output is another matter");
    assertEquals(Outcome.Reason.STALE, refused(change(air1, new Edit.Clear("air1", 2))).reason());
    Expectation model = new Expectation(Expectation.Of.MODEL, "", control.state().revision());
    assertInstanceOf(Outcome.Done.class, run(change(model, new Edit.Clear("air1", 2))));
    assertEquals(Outcome.Reason.STALE, refused(change(model, new Edit.Clear("air1", 2))).reason());
  }

  @Test
  void shouldDoNothingForWhatIsSoAlready() throws Exception {
    long revision = control.state().revision();
    Outcome.Done done = done(new Edit.Open(id("air1", 1, "s1", 1), Level.UNITY));
    assertTrue(done.isHeld() && !done.isChanged());
    assertEquals(revision, control.state().revision());
    assertEquals(List.of(), plane.given());
    assertEquals(0, events.newest());
  }

  @Test
  void shouldTakeSalvosAsTheyAreDefined() throws Exception {
    List<Edit> edits = List.of(new Edit.Take(id("air1", 1, "s2", 1), Level.UNITY), new Edit.Take(id("air2", 2, "s2", 2), Level.UNITY));
    run(new Command.DefineSalvo("night", edits, new Expectation(Expectation.Of.SALVO, "night", 0)));
    assertEquals(
        Outcome.Reason.STALE, refused(new Command.DefineSalvo("night", edits, new Expectation(Expectation.Of.SALVO, "night", 0))).reason());
    assertInstanceOf(Outcome.Done.class, run(new Command.TakeSalvo("night", 0)));
    assertEquals(2, plane.given().getFirst().size(), "both outputs at once");
    restart(Plans.usual());
    assertEquals(edits, control.state().salvos().get("night").edits());
    assertInstanceOf(Outcome.Done.class, run(new Command.DeleteSalvo("night", null)));
    assertEquals(Outcome.Reason.UNKNOWN, refused(new Command.TakeSalvo("night", 0)).reason());
  }

  @Test
  void shouldKeepWhatOperatorsChangedAndTakeTheRestFromTheFile() throws Exception {
    done(new Edit.Take(id("air1", 1, "s2", 2), new Level(-3, true)), new Edit.Clear("air2", 1));
    restart(Plans.of("routes: [ { from: s1, to: air1 }, { from: s2/1, to: air2/1 }, { from: s1/2, to: air2/2 } ]\n"));
    MatrixState state = control.state();
    assertEquals(Optional.of(new Level(-3, true)), state.held(id("air1", 1, "s2", 2)));
    assertEquals(Optional.empty(), state.held(id("air1", 1, "s1", 1)), "closed by an operator, whatever the file says");
    assertEquals(Optional.empty(), state.held(id("air2", 1, "s2", 1)));
    assertEquals(Optional.of(Level.UNITY), state.held(id("air2", 2, "s1", 2)), "new in the file");
    assertEquals(List.of(), controls.findings());
  }

  @Test
  void shouldSayWhatItCouldNotKeep() throws Exception {
    done(new Edit.Take(id("air1", 1, "s2", 2), Level.UNITY));
    controls.close();
    String file = """
        name: test
        networks: { red: { interface: eth1 } }
        clock: { source: local }
        inputs: { s1: { streams: [ { network: red, group: 239.1.1.1, port: 5004 } ], format: L24/48000/2, link-offset: 3ms } }
        outputs: { air1: { streams: [ { network: red, group: 239.2.1.1, port: 5004 } ], format: L24/48000/2 } }
        routes: []
        """;
    Reading reading =
        RouterFile.parse("f", file, FakeHost.STUDIO);
    start(assertInstanceOf(Reading.Valid.class, reading).config());
    assertEquals(List.of("the change of s2/2 -> air1/1 is not kept: there is no input s2"), controls.findings());
    assertTrue(control.state().outputs().get("air1").held().isEmpty());
  }

  @Test
  void shouldLoseNoneOfManyCommands() throws Exception {
    List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Edit take = new Edit.Take(id("air1", 1, i % 2 == 0 ? "s1" : "s2", 1), new Level(-1 - i % 100, false));
      answers.add(control.submit(change(null, take), DESK));
      if (i % 500 == 499) {
        answers.getLast().get(10, TimeUnit.SECONDS);
      }
    }
    for (CompletableFuture<Outcome> answer : answers) {
      assertTrue(assertInstanceOf(Outcome.Done.class, answer.get(10, TimeUnit.SECONDS)).isHeld());
    }
    assertEquals(3000, control.meter().changes());
    assertEquals(3000, events.newest());
    restart(Plans.usual());
    assertEquals(3000, Files.readAllLines(directory.resolve("plant.yaml.audit")).size());
    assertEquals(Optional.of(new Level(-100, false)), control.state().held(id("air1", 1, "s2", 1)));
  }

  @Test
  void shouldGoOnWithoutAPlaceForTheJournalUnlessOneWasNamed() throws IOException {
    Path nowhere = directory.resolve("no/such/plant.yaml");
    try (Controls without = Controls.open(Plans.usual(), nowhere)) {
      assertEquals(2, without.findings().size());
      assertTrue(without.findings().getFirst().startsWith("changes made on air end with this run"), without.findings().toString());
    }
    RouterConfig named = Plans.of("routes: []\ncontrol: { journal: /no/such/place.state }\n");
    String why = String.valueOf(assertThrows(IOException.class, () -> Controls.open(named, nowhere)).getMessage());
    assertTrue(why.startsWith("cannot keep changes in /no/such/place.state (control.journal): "), why);
  }
}
