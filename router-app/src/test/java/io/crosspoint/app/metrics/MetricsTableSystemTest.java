package io.crosspoint.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.crosspoint.app.config.Problem;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.config.ThisHost;
import io.crosspoint.app.control.ControlMeter;
import io.crosspoint.app.control.Desired;
import io.crosspoint.app.control.MatrixState;
import io.crosspoint.app.health.HealthModel;
import io.crosspoint.app.health.ProgrammeMeters;
import io.crosspoint.app.record.Recordings;
import io.crosspoint.app.reload.LastReload;
import io.crosspoint.app.source.RunningSources;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.meter.Counter;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpOptions;
import io.crosspoint.ptp.port.PtpProfile;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of metrics against a router that has everything. What it ought to be is written beside the other results of the build. */
class MetricsTableSystemTest {

  private static final Path TABLE = Path.of("..", "config", "monitoring", "metrics.md");
  private static final Path EXPECTED = Path.of("target", "metrics.md");
  private static final Set<String> UNITS =
      Set.of("seconds", "ratio", "bytes", "lufs", "slots", "frames", "packets", "samples", "datagrams", "batches", "channels");

  private static final String HEAD = """
      # Metrics

      Everything that `/metrics` tells of the router, in the text formats of Prometheus and OpenMetrics. Names are stable: one that has to
      change stays beside its successor for a release. Counters begin at 0 with the process. A test compares this table with a running
      router, and writes what it ought to be to `router-app/target/metrics.md`. Metrics that begin with `jvm_` are Micrometer's.

      `ptp_…` and `clock_selected` are there with `clock: { source: ptp }`, `source_…`, `process_…`, `file_…` and `sendspin_…` with such
      sources, `record_…` and `tap_…` with recordings. A series is there as long as its stream is; of an input that is not
      converted those that only conversion can move (`convert_…`, `input_clock_alarm`) come when they have something to tell.

      | Name | Type | Labels | Unit | Meaning |
      |---|---|---|---|---|
      """;

  @TempDir
  private Path directory;

  private static int freeUdpPort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private RouterConfig config() throws IOException {
    String file = """
        name: everything
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: ptp, network: lo }
        inputs:
          in: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 5ms }
          tone: { tone: { frequency: 1000 }, format: L24/48000/2 }
        outputs: { out: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 } }
        routes: [ { from: in, to: out } ]
        recordings: { log: { output: out, directory: %s } }
        """.formatted(freeUdpPort(), freeUdpPort(), directory);
    return switch (RouterFile.parse("everything.yaml", file, new ThisHost())) {
      case io.crosspoint.app.config.Reading.Valid(RouterConfig config, List<Problem> _) -> config;
      case io.crosspoint.app.config.Reading.Invalid(List<Problem> problems) -> throw new AssertionError(problems.toString());
    };
  }

  @Test
  void shouldListEveryMetricThatIsServedAndNoOther() throws IOException {
    RouterConfig config = config();
    LocalClockSource clock = new LocalClockSource(HostClocks.ofThisHost());
    clock.start();
    PtpClockSource ptp = new PtpClockSource(PtpOptions.of("lo", 0, PtpProfile.AES67));
    try (Router router = new Router(config.plant(), config.pipeline(), clock, new SocketIo(config.pipeline().packetIo()));
        RunningSources sources = new RunningSources(config.sources(), clock::snapshot);
        ProgrammeMeters programmes = new ProgrammeMeters(router::roster);
        RouterMetrics metrics = new RouterMetrics("0")) {
      router.start();
      sources.start(router);
      programmes.start();
      metrics.bind(config, router, new PlantTime(ptp, HostClocks.ofThisHost()), programmes, new HealthModel());
      metrics.follow(sources);
      metrics.follow(Recordings.of(
          config.recordings(), router.shards().stream().flatMap(shard -> shard.taps().stream()).toList(), config.name(), 37));
      Bindings rest = new Bindings(metrics.exposition());
      MatrixState nothing = new MatrixState(0, Map.of(), new TreeMap<>());
      ControlMetrics.bind(rest, new ControlMeter(), () -> nothing);
      Desired desired = Desired.of(config);
      desired.routes().forEach(route -> ControlMetrics.bindRoute(rest, route, () -> desired, () -> nothing));
      ReloadMetrics.bind(rest, () -> new LastReload(true, "start", "", "", List.of(), List.of(), List.of()), () -> 0);
      new DoorCounts(() -> 0, () -> 0, () -> 0, () -> 0).bind(rest);
      bindOtherSources(metrics.exposition());
      String table = table(metrics.exposition());
      Files.createDirectories(EXPECTED.getParent());
      Files.writeString(EXPECTED, table);
      assertSame(table, Files.readString(TABLE));
    }
  }

  private static void assertSame(String expected, String actual) {
    Set<String> missing = expected.lines().filter(line -> !actual.contains(line)).collect(Collectors.toCollection(TreeSet::new));
    Set<String> extra = actual.lines().filter(line -> !expected.contains(line)).collect(Collectors.toCollection(TreeSet::new));
    assertTrue(missing.isEmpty() && extra.isEmpty(), "served and not in the table: " + missing + "\nin the table and not served: " + extra);
    assertEquals(expected, actual);
  }

  /** The counters of sources and of recordings that this plant has not: every block that any source can have. */
  private static void bindOtherSources(Exposition exposition) {
    Bindings bindings = new Bindings(exposition);
    for (JavaClass found : new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.crosspoint.app", "io.crosspoint.pipeline")) {
      // A live tap is its listener's, who is told.
      if (found.isEnum() && found.isAssignableTo(Counter.class) && !found.getSimpleName().equals("LiveCounter")) {
        for (Object constant : found.reflect().getEnumConstants()) {
          Counter counter = (Counter) constant;
          if (!isServed(exposition, counter)) {
            assertTrue(found.getPackageName().startsWith("io.crosspoint.app."), "nobody serves " + counter.metricName());
            bindings.counter(counter.metricName(), counter.help(), Tags.of("input", "x", "kind", "x"), () -> 0);
          }
        }
      }
    }
  }

  private static boolean isServed(Exposition exposition, Counter counter) {
    boolean[] isServed = new boolean[1];
    exposition.forEach((name, family) -> isServed[0] |= name.equals("crosspoint_" + counter.metricName()));
    return isServed[0];
  }

  private static String table(Exposition exposition) {
    StringBuilder table = new StringBuilder(HEAD);
    exposition.forEach((name, family) -> {
      boolean isCounter = family.type() == Family.Type.COUNTER;
      Set<String> labels = new TreeSet<>();
      family.labels().forEach(tags -> tags.stream().map(Tag::getKey).forEach(labels::add));
      String last = name.substring(name.lastIndexOf('_') + 1);
      table.append("| `").append(name).append(isCounter ? "_total" : "").append("` | ")
          .append(family.type().name().toLowerCase(Locale.ROOT)).append(" | ").append(String.join(", ", labels)).append(" | ")
          .append(UNITS.contains(last) ? last : isCounter ? "times" : "1").append(" | ").append(family.help().replace("|", "\\|"))
          .append(" |\n");
    });
    return table.toString();
  }
}
