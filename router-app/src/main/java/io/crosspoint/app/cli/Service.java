package io.crosspoint.app.cli;

import io.crosspoint.app.api.Api;
import io.crosspoint.app.api.DescriptionPages;
import io.crosspoint.app.api.Health;
import io.crosspoint.app.api.HttpDoor;
import io.crosspoint.app.api.Observation;
import io.crosspoint.app.api.Pages;
import io.crosspoint.app.api.SourceClock;
import io.crosspoint.app.api.StatusDocument;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.Controls;
import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.control.RouterPlane;
import io.crosspoint.app.control.StatePlace;
import io.crosspoint.app.doctor.HostFacts;
import io.crosspoint.app.explain.Witness;
import io.crosspoint.app.flight.FlightDeck;
import io.crosspoint.app.health.HealthModel;
import io.crosspoint.app.health.NetworkLinks;
import io.crosspoint.app.health.PlantObserver;
import io.crosspoint.app.health.ProgrammeMeters;
import io.crosspoint.app.metrics.DoorCounts;
import io.crosspoint.app.metrics.PlantTime;
import io.crosspoint.app.metrics.RouterMetrics;
import io.crosspoint.app.record.Recordings;
import io.crosspoint.app.reload.Reloads;
import io.crosspoint.app.service.Supervision;
import io.crosspoint.app.service.Supervisor;
import io.crosspoint.app.source.RunningSources;
import io.crosspoint.app.tap.Listening;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.engine.Rehearsal;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.PtpClockSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A router with its clock, its HTTP door and its log: what {@code run} runs.
 *
 * <p><b>Thread:</b> {@link #start}, {@link #serve} and {@link #close} by one thread, which does the housekeeping; {@link #stop} by any.
 */
final class Service implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final long OBSERVE_EVERY_MS = 500;
  private static final int MAINTAIN_EVERY = 2;
  private static final int WARN_EVERY = 10;

  private final Beginning beginning;
  private final Path file;
  private final StartTimes times;
  private final RouterConfig config;
  private final ClockSource clock;
  private final Router router;
  private final RunningSources sources;
  private final RouterMetrics metrics = new RouterMetrics(Versions.router());
  private final HttpDoor door;
  private final Controls controls;
  private final EventLog events = new EventLog();
  private final PublishedClock published;
  private final OutputSdp sdp;
  private final Supervisor supervisor = Supervisor.ofThisProcess();
  private final HealthModel healthModel = new HealthModel();
  private final ProgrammeMeters programmes;
  private final FlightDeck flights;
  private Recordings recordings = Recordings.NONE;
  private @Nullable Witness witness;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Health health = Health.starting(System.nanoTime());
  private volatile @Nullable Reloads reloads;
  private @Nullable Control control;
  private boolean isFollowBugTold;
  private boolean isStartTold;

  /**
   * Takes the HTTP address and the journal; sends nothing yet.
   *
   * @param file the configuration, which the journal stands beside
   * @throws CommandFailure when one of them cannot be had
   */
  Service(Beginning beginning, Path file, StartTimes times) {
    this.beginning = beginning;
    this.file = file;
    this.times = times;
    this.config = beginning.valid().config();
    Rehearsal rehearsal = Rehearsal.begin(new SocketIo(config.pipeline().packetIo()), config.pipeline());
    this.clock = ClockSources.of(config.clock());
    this.published = new PublishedClock(config.clock().publication(), clock);
    this.sdp = new OutputSdp(config, clock);
    this.sources = new RunningSources(config.sources(), clock::snapshot);
    HttpDoor bound = null;
    try {
      bound = HttpDoor.bind(config.http());
      this.controls = Controls.open(config, file);
    } catch (IOException e) {
      if (bound != null) {
        bound.close();
      }
      metrics.close();
      throw CommandFailure.atRunTime(String.valueOf(e.getMessage()));
    }
    this.door = bound;
    this.router = new Router(controls.plant(), config.pipeline(), clock, new SocketIo(config.pipeline().packetIo()), rehearsal);
    this.programmes = new ProgrammeMeters(router::roster);
    FlightDeck.Flown flown = new FlightDeck.Flown(
        config.name(), Versions.router(), config.clock().utcOffsetSeconds(), config.pipeline().leadNs(), router::flights);
    this.flights = new FlightDeck(config.flight(), StatePlace.of(file, ".flights"), flown, InstantSource.system());
  }

  /** @throws CommandFailure when a stream's socket, the clock's device, or a place where the clock is published cannot be had */
  void start() {
    times.end("door and journal", System.nanoTime());
    LOG.info("crosspoint {} begins as {}: {} inputs, {} outputs, {} routes", Versions.router(), config.name(), config.inputs().size(),
        config.outputs().size(), config.routes().size());
    controls.findings().forEach(finding -> LOG.warn("{}", finding));
    ClockSources.requireDevice(config.clock());
    clock.start();
    published.start();
    try {
      router.start();
      times.endAll(router.startTimes(), System.nanoTime());
      sources.start(router);
    } catch (UncheckedIOException e) {
      throw CommandFailure.atRunTime(String.valueOf(e.getMessage()));
    }
    recordings =
        Recordings.of(
            config.recordings(), router.shards().stream().flatMap(shard -> shard.taps().stream()).toList(), config.name(),
            config.clock().utcOffsetSeconds());
    recordings.start();
    router.warnings().forEach(warning -> LOG.warn("{}", warning));
    if (!router.resampling().isEmpty()) {
      LOG.info("{}", router.resampling());
    }
    open();
  }

  /** Lets everyone in who may look at the running router, and change it. */
  private void open() {
    PlantTime time = new PlantTime(clock, HostClocks.ofThisHost());
    programmes.start();
    metrics.bind(config, router, time, programmes, healthModel);
    metrics.follow(sources);
    metrics.follow(recordings);
    RouterPlane plane = new RouterPlane(router, sources, clock, HostClocks.ofThisHost(), config.pipeline().leadNs());
    Control started = controls.start(plane, events, InstantSource.system());
    Reloads files = new Reloads(
        file, beginning.text(), beginning.broken(), ThisHost::new, started, events, InstantSource.system(), () -> health.isReady());
    StatusDocument status = new StatusDocument(
        Versions.router(), config, router, sources, recordings, programmes, time, controls.wiring(), started::state, files::last);
    Api api = new Api(
        config, router, started, controls.wiring(), events, status, new DescriptionPages(sdp.descriptions()), files, () -> health,
        insight(time, started));
    metrics.bind(
        started, new DoorCounts(door::refusals, door::closedConnections, api::droppedListeners, api::missedFrames));
    metrics.bind(files);
    door.open(new Pages(metrics::scrape, status::json, () -> health, System::nanoTime), api);
    control = started;
    files.start();
    reloads = files;
    LOG.info("http on {}:{}", address().getAddress().getHostAddress(), address().getPort());
  }

  InetSocketAddress address() {
    return door.address();
  }

  /** Watches the router until {@link #stop}, and tells whoever keeps it running. */
  void serve() throws InterruptedException {
    try (Supervision supervision = new Supervision(supervisor, router::tickRounds, System.nanoTime())) {
      serve(supervision);
    }
  }

  private void serve(Supervision supervision) throws InterruptedException {
    StateLog states = new StateLog();
    RecordingLog recorded = new RecordingLog();
    ClockWarnings warnings = new ClockWarnings();
    HealthWatch watch = new HealthWatch(
        new PlantObserver(router, config.networks(), programmes, new NetworkLinks(), controls::isRouted), healthModel, events);
    Observation before = Observation.of(router, clock.snapshot(), System.nanoTime());
    for (long round = 1; !stopped.await(OBSERVE_EVERY_MS, TimeUnit.MILLISECONDS); round++) {
      long nowNs = System.nanoTime();
      if (round % MAINTAIN_EVERY == 0) {
        router.maintain(nowNs);
      }
      sdp.observe(controls.wiring().outputs(), nowNs);
      observe(nowNs);
      flights.look(router.roster(), nowNs);
      Observation now = Observation.of(router, clock.snapshot(), nowNs);
      follow();
      health = Health.between(before, now).with(watch.look(clock.snapshot(), nowNs)).degradedBy(complaints());
      supervision.observe(before, now, health);
      states.changes(now, health).forEach(this::log);
      tellStart();
      recorded.changes(recordings.all()).forEach(this::log);
      if (round % WARN_EVERY == 0) {
        tell(warnings);
      }
      router.bugs().drain().forEach(bug -> LOG.error("a bug, of which this is reported once; the router goes on", bug));
      before = now;
    }
  }

  /** Once, when the outputs are on air. */
  private void tellStart() {
    OptionalLong onAirNs = isStartTold ? OptionalLong.empty() : router.onAirNs();
    if (onAirNs.isPresent()) {
      times.end("clock and punctual", onAirNs.getAsLong());
      LOG.info("on air {}", times.words());
      isStartTold = true;
    }
  }

  private Api.Insight insight(PlantTime time, Control control) {
    Witness.View view = new Witness.View(
        time, sources, control::state, events, () -> control.configuration().desired().claims(),
        config.clock().source().name().toLowerCase(Locale.ROOT));
    Witness watching = new Witness(router, view, HostFacts.ofThisHost(), Service::alarms, System.nanoTime());
    witness = watching;
    return new Api.Insight(new Listening(router, config.clock().utcOffsetSeconds()), watching, flights, programmes);
  }

  private void observe(long nowNs) {
    if (witness != null) {
      witness.observe(nowNs);
    }
  }

  private static List<String> alarms(InputSpec spec, ConvertMeter meter) {
    SourceClock clock = SourceClock.of(spec, meter);
    return clock.alarms().stream().map(clock::words).toList();
  }

  private void tell(ClockWarnings warnings) {
    List<PtpClockSource> ports = PtpClockSource.behind(clock);
    for (int i = 0; i < ports.size(); i++) {
      String network = config.clock().networks().get(i).name();
      ports.get(i).status().ifPresent(status -> warnings.changes(network, status.warnings()).forEach(this::log));
    }
  }

  private void log(StateLog.Line line) {
    events.add(InstantSource.system().instant().toString(), "state", Map.of("text", line.text(), "trouble", line.isTrouble()));
    if (line.isTrouble()) {
      LOG.warn("{}", line.text());
    } else {
      LOG.info("{}", line.text());
    }
  }

  /** What is told of streams follows those that there are. */
  private void follow() {
    try {
      metrics.follow(router.roster());
      metrics.follow(sources);
      Control changed = control;
      if (changed != null) {
        metrics.follow(changed);
      }
    } catch (RuntimeException bug) {
      // What is told of streams must not end what they carry.
      if (!isFollowBugTold) {
        LOG.error("a bug while metrics followed the streams, of which this is reported once; the router goes on", bug);
        isFollowBugTold = true;
      }
    }
  }

  private List<String> complaints() {
    Reloads files = reloads;
    return files == null ? List.of() : files.complaints();
  }

  /** Has the file read again; by any thread, and without waiting. Before the router runs there is nothing to change. */
  void reload() {
    Reloads files = reloads;
    if (files != null) {
      files.signal();
    }
  }

  /** Has the flight recorder write what it holds; by any thread, and without waiting. */
  void freeze() {
    flights.freeze("SIGUSR2");
  }

  /** Lets {@link #serve} return. */
  void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    door.close();
    Reloads files = reloads;
    if (files != null) {
      files.close();
    }
    controls.close();
    flights.close();
    programmes.close();
    sources.close();
    router.close();
    recordings.close();
    published.close();
    clock.close();
    metrics.close();
  }
}
