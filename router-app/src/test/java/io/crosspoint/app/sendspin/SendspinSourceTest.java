package io.crosspoint.app.sendspin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.source.SourceCounter;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.MediaClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The player on a real WebSocket, on loopback. */
class SendspinSourceTest {

  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48_000, 2);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final HostClocks clocks = HostClocks.ofThisHost();
  private final ClockSnapshot clock =
      new ClockSnapshot(clocks.rawNs(), clocks.monotonicNs(), 1_000_000_000_000L, 0, 0, 1, ClockState.LOCKED, "test", 0, 0);
  private final SourceTimeline timeline = new SourceTimeline(STEREO, new SourceSpec(9_600, SourceSpec.Holes.SILENCE));
  private final AtomicBoolean isDone = new AtomicBoolean();

  /** In place of a transmitter: says how far it would be. */
  private Thread transmitter() {
    return Thread.ofPlatform().daemon().start(() -> {
      HostClocks own = HostClocks.ofThisHost();
      while (!isDone.get()) {
        long rawNs = own.rawNs();
        long ptpNs = clock.ptpAtRaw(rawNs);
        timeline.playout().publish(new MediaClock(48_000).indexOf(ptpNs), own.monotonicNs(), rawNs, ptpNs, 1, 0);
        LockSupport.parkNanos(1_000_000);
      }
    });
  }

  private static long serverUs() {
    return System.nanoTime() / 1000 + 5_000_000_000L;
  }

  /** What a server says to everything. */
  private static void answer(WebSocketServer.Connection to, String text) throws IOException {
    JsonNode message = ServerMessage.Mapper.JSON.readTree(text);
    switch (message.path("type").asString()) {
      case "client/hello" -> to.send(SimulatedServer.text(
          "server/hello", Map.of("server_id", "s", "name", "test server", "version", 1, "active_roles", new String[] {"player@v1"})));
      case "client/time" -> {
        long asked = message.path("payload").path("client_transmitted").asLong();
        to.send(SimulatedServer.text(
            "server/time", Map.of("client_transmitted", asked, "server_received", serverUs(), "server_transmitted", serverUs())));
      }
      default -> {}
    }
  }

  private static void stream(WebSocketServer.Connection to, long firstUs, int chunks) throws IOException {
    to.send(SimulatedServer.text(
        "stream/start", Map.of("player", Map.of("codec", "pcm", "sample_rate", 48_000, "channels", 2, "bit_depth", 16))));
    for (int i = 0; i < chunks; i++) {
      ByteBuffer chunk = ByteBuffer.allocate(9 + 4 * 960).put((byte) 4).putLong(firstUs + 20_000L * i);
      to.send(chunk.array());
    }
  }

  private static long count(SendspinSource source, SendspinCounter counter) {
    @SuppressWarnings("unchecked")
    Counters<SendspinCounter> counters = (Counters<SendspinCounter>) source.counters().getFirst();
    return counters.get(counter);
  }

  private static boolean says(SendspinSource source, String state) {
    return state.equals(source.status().get("state"));
  }

  @Test
  void shouldGreetSynchroniseAndPlay() throws IOException {
    Thread transmitter = transmitter();
    try (WebSocketServer server = new WebSocketServer(SendspinSourceTest::answer);
        SendspinSource source = source(server)) {
      source.start(timeline);
      Await.until(SOON, "an idle player", () -> says(source, "idle"));
      stream(server.newest(), serverUs() + 300_000, 100);
      Await.until(SOON, "audio", () -> timeline.counters().get(SourceCounter.FRAMES) > 15_000);

      assertEquals(0, timeline.counters().get(SourceCounter.LATE_FRAMES));
      assertEquals(0, count(source, SendspinCounter.BAD_MESSAGES) + count(source, SendspinCounter.BAD_CHUNKS));
      assertTrue(server.heard.getFirst().contains("player@v1_support"), server.heard.getFirst());
      assertTrue(server.heard.stream().anyMatch(text -> text.contains("client/state") && text.contains("synchronized")));
    } finally {
      isDone.set(true);
    }
    assertTrue(transmitter.isDaemon());
  }

  @Test
  void shouldSayGoodbye() throws IOException {
    transmitter();
    try (WebSocketServer server = new WebSocketServer(SendspinSourceTest::answer)) {
      try (SendspinSource source = source(server)) {
        source.start(timeline);
        Await.until(SOON, "a connection", () -> count(source, SendspinCounter.CONNECTIONS) == 1);
      }
      Await.until(SOON, "goodbye", () -> server.heard.stream().anyMatch(text -> text.contains("client/goodbye")));
    } finally {
      isDone.set(true);
    }
  }

  @Test
  void shouldBeHeardSayingGoodbyeByAServerThatTalks() throws IOException {
    transmitter();
    try (WebSocketServer server = new WebSocketServer(SendspinSourceTest::answer)) {
      try (SendspinSource source = source(server)) {
        source.start(timeline);
        Await.until(SOON, "a connection", () -> count(source, SendspinCounter.CONNECTIONS) == 1);
        Thread.ofPlatform().daemon().start(() -> talk(server.newest()));
      }
      Await.until(SOON, "goodbye", () -> server.heard.stream().anyMatch(text -> text.contains("client/goodbye")));
    } finally {
      isDone.set(true);
    }
  }

  /** Until nobody listens. */
  private void talk(WebSocketServer.Connection to) {
    try {
      while (!isDone.get()) {
        to.send("{\"type\":\"group/update\",\"payload\":{}}");
        LockSupport.parkNanos(50_000);
      }
    } catch (IOException gone) {
      // As it has to end.
    }
  }

  @Test
  void shouldConnectAgainWhenTheServerRestarts() throws IOException {
    transmitter();
    try (WebSocketServer server = new WebSocketServer(SendspinSourceTest::answer);
        SendspinSource source = source(server)) {
      source.start(timeline);
      Await.until(SOON, "an idle player", () -> says(source, "idle"));
      server.newest().drop();
      Await.until(SOON, "a second connection", () -> count(source, SendspinCounter.CONNECTIONS) == 2);
      Await.until(SOON, "an idle player", () -> says(source, "idle"));
    } finally {
      isDone.set(true);
    }
  }

  @Test
  void shouldCountGarbageAndLiveOn() throws IOException {
    transmitter();
    try (WebSocketServer server = new WebSocketServer(SendspinSourceTest::answer);
        SendspinSource source = source(server)) {
      source.start(timeline);
      Await.until(SOON, "an idle player", () -> says(source, "idle"));
      WebSocketServer.Connection peer = server.newest();
      peer.send("{\"type\":\"stream/start\",\"payload\":{\"player\":{\"codec\":\"mp3\"}}}");
      peer.send("{ not json");
      peer.send(new byte[] {4, 1, 2});
      stream(peer, serverUs() - 60_000_000, 3);
      stream(peer, serverUs() + 3_600_000_000L, 2);
      peer.send(ByteBuffer.allocate(12).put((byte) 4).putLong(Long.MIN_VALUE).array());
      peer.send(ByteBuffer.allocate(12).put((byte) 4).putLong(serverUs() + 200_000).array());
      peer.send(new byte[] {7, 7, 7});
      Await.until(SOON, "four bad chunks", () -> count(source, SendspinCounter.BAD_CHUNKS) == 4);
      assertEquals(2, count(source, SendspinCounter.BAD_MESSAGES));
      assertEquals(3, count(source, SendspinCounter.LATE_CHUNKS));
      assertEquals(2, count(source, SendspinCounter.FAR_CHUNKS));
      assertEquals(1, count(source, SendspinCounter.CONNECTIONS), "the connection stands");

      stream(peer, serverUs() + 300_000, 60);
      Await.until(SOON, "audio", () -> timeline.counters().get(SourceCounter.FRAMES) > 15_000);
    } finally {
      isDone.set(true);
    }
  }

  private SendspinSource source(WebSocketServer server) {
    return new SendspinSource("music", new SendspinPlan(server.address(), "id", "name", 0, 0), () -> clock);
  }
}
