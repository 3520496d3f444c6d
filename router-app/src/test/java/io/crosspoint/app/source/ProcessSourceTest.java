package io.crosspoint.app.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.lab.Await;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.source.SourceCounter;
import io.crosspoint.pipeline.source.SourceIntake;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An input that another process feeds: the protocol, and writers that do not keep to it. */
@Timeout(60)
class ProcessSourceTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long CONSUMED = 1_000_000;
  private static final int EPOCH = 0x305;

  @TempDir private Path directory;
  private final SourceTimeline timeline =
      new SourceTimeline(new AudioFormat(Encoding.L24, 48_000, 2), new SourceSpec(9600, SourceSpec.Holes.SILENCE));
  private final EventRing ring = new EventRing(4096, 1500, new YieldingWaitStrategy());
  private final SourceIntake intake = new SourceIntake(ring);
  private ProcessSource source;
  private long taken;

  @BeforeEach
  void start() {
    intake.adopt(new SourceIntake.Carried(Map.of(0, timeline)));
    source = new ProcessSource("in", directory.resolve("s"));
    source.start(timeline);
    transmit(CONSUMED, EPOCH);
  }

  @AfterEach
  void stop() {
    source.close();
  }

  private void transmit(long consumed, int epoch) {
    timeline.playout().publish(consumed, 11, 12, 13, epoch, 0);
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")));
  }

  private static ByteBuffer position(SocketChannel peer) throws IOException {
    ByteBuffer position = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    while (position.hasRemaining()) {
      assertTrue(peer.read(position) > 0, "the router closed the connection");
    }
    assertEquals((byte) 0xCB, position.get(0));
    return position;
  }

  private static ByteBuffer message(int type, int encoding, int epoch, int frames, long index, int octets) {
    ByteBuffer message = ByteBuffer.allocate(16 + octets).order(ByteOrder.LITTLE_ENDIAN);
    message.put((byte) 0xCA).put((byte) type).put((byte) encoding).put((byte) epoch).putInt(frames).putLong(index);
    return message;
  }

  @SuppressWarnings("unchecked")
  private long count(ProcessCounter counter) {
    return ((Counters<ProcessCounter>) source.counters().getFirst()).get(counter);
  }

  private MediaEvent next() {
    Await.until(SOON, "audio", () -> intake.poll() > 0 || ring.disruptor().getCursor() >= taken);
    return ring.event(taken++);
  }

  private int sample(MediaEvent event, int i) {
    return ring.slab().get(ValueLayout.JAVA_INT, event.payloadOffset + 4L * i);
  }

  @Test
  void shouldTakeAudioInEveryWidthAndAnswerWithThePosition() throws IOException {
    Await.until(SOON, "a clock", () -> timeline.epoch() == EPOCH);
    try (SocketChannel peer = connect()) {
      ByteBuffer hello = position(peer);
      assertEquals(9600, hello.getInt(52));
      assertEquals(2, hello.getShort(2));
      assertEquals(48_000, hello.getInt(4));
      long index = CONSUMED + 100;
      write(peer, message(0, 0, EPOCH, 1, index, 4).putShort((short) 0x1234).putShort((short) -2).flip());
      write(peer, message(0, 1, EPOCH, 1, index + 1, 6).put(new byte[] {0x56, 0x34, 0x12, (byte) 0xFE, -1, -1}).flip());
      write(peer, message(0, 2, EPOCH, 1, index + 2, 8).putInt(0x1234_5600).putInt(-512).flip());
      write(peer, message(0, 3, EPOCH, 1, index + 3, 8).putFloat(0.5f).putFloat(Float.NaN).flip());
      int[][] expected = {{0x1234_0000, -131_072}, {0x1234_5600, -512}, {0x1234_5600, -512}, {0x4000_0000, 0}};
      for (int i = 0; i < 4; i++) {
        ByteBuffer answer = position(peer);
        assertEquals(1, answer.getInt(48));
        assertEquals(1, answer.get(1));
        MediaEvent event = next();
        assertEquals(index + i, event.firstIndex);
        assertEquals(EPOCH, event.clockEpoch);
        assertEquals(expected[i][0], sample(event, 0), "message " + i);
        assertEquals(expected[i][1], sample(event, 1), "message " + i);
      }
      assertEquals(1, timeline.counters().get(SourceCounter.NAN_SAMPLES));
      write(peer, message(0, 0, EPOCH + 1, 1, index, 4).putInt(0).flip());
      assertEquals(3, position(peer).get(1));
      assertEquals(1, timeline.counters().get(SourceCounter.STALE_FRAMES));
      write(peer, message(1, 0, 0, 0, 0, 0).flip());
      position(peer);
      assertEquals(0, next().frames);
    }
  }

  private static void write(SocketChannel peer, ByteBuffer message) {
    try {
      while (message.hasRemaining()) {
        peer.write(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldTellANewEpochUnasked() throws IOException {
    try (SocketChannel peer = connect()) {
      position(peer);
      Await.until(SOON, "the first epoch", () -> timeline.epoch() == EPOCH);
      transmit(5000, EPOCH + 1);
      ByteBuffer told = position(peer);
      while (told.getInt(8) != EPOCH + 1) {
        told = position(peer);
      }
      assertEquals(5000, told.getLong(16));
      Await.until(SOON, "the rebase is counted", () -> timeline.counters().get(SourceCounter.REBASES) == 1);
    }
  }

  @Test
  void shouldSurviveHalfAHeaderAndGarbage() throws IOException {
    try (SocketChannel peer = connect()) {
      position(peer);
      write(peer, ByteBuffer.wrap(new byte[] {(byte) 0xCA, 0, 0}));
    }
    Await.until(SOON, "truncated", () -> count(ProcessCounter.TRUNCATED_MESSAGES) == 1);
    byte[][] garbage = {
      "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
      message(0, 2, 0, 1 << 30, 0, 0).array(),
      message(0, 2, 0, -1, 0, 0).array(),
      message(0, 9, 0, 1, 0, 0).array(),
      message(7, 0, 0, 0, 0, 0).array(),
      message(0, 0, 0, 0, 0, 0).array(),
      message(2, 0, 0, 5, 0, 0).array()
    };
    for (int i = 0; i < garbage.length; i++) {
      try (SocketChannel peer = connect()) {
        position(peer);
        write(peer, ByteBuffer.wrap(garbage[i]));
        ByteBuffer rest = ByteBuffer.allocate(256);
        int read = 0;
        while (read >= 0) {
          rest.clear();
          read = peer.read(rest);
        }
      }
      assertEquals(i + 1, count(ProcessCounter.MALFORMED_MESSAGES));
    }
    try (SocketChannel peer = connect()) {
      position(peer);
      write(peer, message(2, 0, 0, 0, 0, 0).flip());
      assertEquals((byte) 0xCB, position(peer).get(0));
    }
  }

  @Test
  void shouldKeepOneWriterAndReplaceItOnlyWhenItIsSilent() throws IOException {
    try (SocketChannel first = connect()) {
      position(first);
      try (SocketChannel second = connect()) {
        assertEquals(-1, second.read(ByteBuffer.allocate(64)));
      }
      assertEquals(1, count(ProcessCounter.REFUSED_CONNECTIONS));
      Await.until(SOON, "replaced", () -> {
        try (SocketChannel later = connect()) {
          return later.read(ByteBuffer.allocate(64)) > 0;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      assertEquals(1, count(ProcessCounter.REPLACED_CONNECTIONS));
    }
  }

  /** A writer that never reads its answers is served on; the answers are dropped and counted. */
  @Test
  void shouldNotWaitForAWriterThatDoesNotListen() throws IOException {
    try (SocketChannel peer = connect()) {
      for (int i = 0; i < 100_000 && count(ProcessCounter.UNREAD_REPLIES) == 0; i++) {
        write(peer, message(2, 0, 0, 0, 0, 0).flip());
      }
      Await.until(SOON, "dropped answers", () -> count(ProcessCounter.UNREAD_REPLIES) > 0);
      long before = count(ProcessCounter.MESSAGES);
      write(peer, message(2, 0, 0, 0, 0, 0).flip());
      Await.until(SOON, "served", () -> count(ProcessCounter.MESSAGES) > before);
    }
  }

  @Test
  void shouldReplaceALeftOverSocketAndNothingElse() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "precious");
    ProcessSource other = new ProcessSource("other", file);
    assertThrows(UncheckedIOException.class, () -> other.start(timeline));
    assertEquals("precious", Files.readString(file));
    ProcessSource same = new ProcessSource("same", directory.resolve("s"));
    assertThrows(UncheckedIOException.class, () -> same.start(timeline));
    assertTrue(Files.exists(directory.resolve("s")));
    source.close();
    assertFalse(Files.exists(directory.resolve("s")));
  }

  /** The example in {@code config/examples} keeps 100 ms ahead and says what it means. */
  @Test
  void shouldBeFedByTheExampleInPython() throws IOException, InterruptedException {
    boolean hasPython = hasPython();
    assertTrue(hasPython || !"true".equals(System.getenv("CI")), "python3 is missing");
    assumeTrue(hasPython, "python3 is missing");
    Process python =
        new ProcessBuilder("python3", "../config/examples/feed.py", "--ramp", directory.resolve("s").toString(), "1.5")
            .redirectErrorStream(true).start();
    long consumed = CONSUMED;
    long expected = -1;
    long frames = 0;
    long beginNs = System.nanoTime();
    while (python.isAlive()) {
      consumed = CONSUMED + (System.nanoTime() - beginNs) * 48 / 1_000_000;
      transmit(consumed, EPOCH);
      for (int count = intake.poll(); count > 0; count--) {
        MediaEvent event = ring.event(taken++);
        for (int i = 0; i < event.frames; i++) {
          assertEquals((int) (event.firstIndex + i & 0x7F_FFFF) << 8, sample(event, 2 * i));
        }
        assertTrue(expected < 0 || event.frames == 0 || event.firstIndex == expected, "in order");
        expected = event.firstIndex + event.frames;
        frames += event.frames;
      }
      Thread.sleep(1);
    }
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, python.exitValue(), said);
    assertTrue(said.contains("refused 0"), said);
    assertTrue(frames > 48_000, frames + " frames: " + said);
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor(10, TimeUnit.SECONDS);
    } catch (IOException absent) {
      return false;
    }
  }
}
