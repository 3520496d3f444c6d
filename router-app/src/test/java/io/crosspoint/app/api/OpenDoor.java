package io.crosspoint.app.api;

import io.crosspoint.app.config.FakeHost;
import io.crosspoint.app.config.FlightChoice;
import io.crosspoint.app.config.HttpChoice;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.Controls;
import io.crosspoint.app.control.Desired;
import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.control.FakePlane;
import io.crosspoint.app.control.Plans;
import io.crosspoint.app.doctor.HostFacts;
import io.crosspoint.app.explain.Witness;
import io.crosspoint.app.flight.FlightDeck;
import io.crosspoint.app.health.ProgrammeMeters;
import io.crosspoint.app.metrics.PlantTime;
import io.crosspoint.app.record.Recordings;
import io.crosspoint.app.reload.Reloads;
import io.crosspoint.app.sdp.OutputDescriptions;
import io.crosspoint.app.source.RunningSources;
import io.crosspoint.app.tap.Listening;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The whole API on a real socket, in front of a model whose data plane is made up. */
final class OpenDoor implements AutoCloseable {

  final FakePlane plane = new FakePlane(Desired.of(Plans.usual()));
  final EventLog events = new EventLog();
  final Control control;
  final Api api;
  final HttpDoor door;
  final Reloads reloads;
  private final Controls controls;
  private final Router router;
  private final HttpClient client = HttpClient.newHttpClient();

  OpenDoor(Path directory, HttpChoice.Token... tokens) throws IOException {
    this(directory, Guests.Patience.USUAL, tokens);
  }

  OpenDoor(Path directory, Guests.Patience patience, HttpChoice.Token... tokens) throws IOException {
    RouterConfig config = Plans.usual();
    LocalClockSource clock = new LocalClockSource(HostClocks.ofThisHost());
    clock.start();
    router = new Router(config.plant(), config.pipeline(), clock, new SocketIo(config.pipeline().packetIo()));
    controls = Controls.open(config, directory.resolve("plant.yaml"));
    control = controls.start(plane, events, InstantSource.system());
    Path file = Files.writeString(directory.resolve("plant.yaml"), Plans.usualText());
    reloads =
        new Reloads(file, Plans.usualText(), null, () -> FakeHost.STUDIO, control, events, InstantSource.system(), () -> true);
    reloads.start();
    PlantTime time = new PlantTime(clock, HostClocks.ofThisHost());
    ProgrammeMeters programmes = new ProgrammeMeters(router::roster);
    StatusDocument status = new StatusDocument(
        "0", config, router, new RunningSources(config.sources(), clock::snapshot), Recordings.NONE, programmes, time, controls.wiring(),
        control::state, reloads::last);
    Health health = new Health(System.nanoTime(), List.of(), List.of(), List.of());
    DescriptionPages descriptions = new DescriptionPages(new OutputDescriptions("test", config.outputs(), device -> null, 1));
    Witness.View view = new Witness.View(
        time, new RunningSources(config.sources(), clock::snapshot), control::state, events, config::claims, "local");
    Witness witness = new Witness(router, view, HostFacts.ofThisHost(), (spec, meter) -> List.of(), System.nanoTime());
    api = new Api(
        config, router, control, controls.wiring(), events, status, descriptions, reloads, () -> health,
        new Api.Insight(new Listening(router, 0), witness, flights(config, directory), programmes));
    HttpChoice choice = new HttpChoice(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(tokens), null);
    door = HttpDoor.bind(choice, patience);
    Pages.Scrape scrape = (out, type) -> out.write("x 1\n".getBytes(StandardCharsets.UTF_8));
    door.open(new Pages(scrape, status::json, () -> health, System::nanoTime), api);
  }

  /** The router is not started: there is nothing in the recording. */
  private static FlightDeck flights(RouterConfig config, Path directory) {
    FlightDeck.Flown flown = new FlightDeck.Flown("test", "0", 37, config.pipeline().leadNs(), List::of);
    return new FlightDeck(new FlightChoice(1_000_000_000, null, 3), directory.resolve("flights"), flown, InstantSource.system());
  }

  int port() {
    return door.address().getPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpResponse<String> request(String method, String path, String body, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
    request.method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonObject json(String method, String path, String body, String... headers) throws IOException, InterruptedException {
    return new JsonObject(request(method, path, body, headers).body());
  }

  HttpClient client() {
    return client;
  }

  /** What the server says to bytes that need not be HTTP; all that comes within some seconds. */
  String raw(String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = new byte[65_536];
      int length = socket.getInputStream().read(answer);
      return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    client.close();
    door.close();
    reloads.close();
    controls.close();
    router.close();
  }
}
