package io.crosspoint.app.sendspin;

import io.crosspoint.ptp.clock.HostClocks;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket to a server. What comes in is stamped where it comes in and queued; what goes out goes one message after the other.
 *
 * <p><b>Thread:</b> used by one thread; the socket's own thread only stamps and queues.
 */
final class Link implements AutoCloseable {

  private static final int MOST_MESSAGE_BYTES = 1 << 20;
  private static final int QUEUE = 4096;
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final long LAST_WORDS_NS = 1_000_000_000;
  private static final int NORMAL_CLOSURE = 1000;

  /** What came in, with the time at which it did on {@code CLOCK_MONOTONIC_RAW}. */
  sealed interface Inbound {
    long rawNs();
  }

  record Text(long rawNs, String text) implements Inbound {}

  record Binary(long rawNs, ByteBuffer message) implements Inbound {}

  /** Nothing comes any more. */
  record Closed(long rawNs, String why) implements Inbound {}

  private final ExecutorService executor;
  private final HttpClient client;
  private final ArrayBlockingQueue<Inbound> inbound = new ArrayBlockingQueue<>(QUEUE);
  private final ArrayDeque<String> outbound = new ArrayDeque<>();
  private final WebSocket socket;
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

  private Link(String name, URI server) throws InterruptedException, ExecutionException, TimeoutException {
    this.executor = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sendspin-io-" + name).factory());
    this.client = HttpClient.newBuilder().executor(executor).connectTimeout(CONNECT_WITHIN).build();
    CompletableFuture<WebSocket> connecting = client.newWebSocketBuilder().connectTimeout(CONNECT_WITHIN).buildAsync(server, new Ear());
    try {
      this.socket = connecting.get(CONNECT_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      connecting.cancel(true);
      client.shutdownNow();
      executor.shutdownNow();
      throw failed;
    }
  }

  /**
   * Connects.
   *
   * @param name for threads
   */
  static Link connect(String name, URI server) throws InterruptedException, ExecutionException, TimeoutException {
    return new Link(name, server);
  }

  /** The next thing that came in, or null when nothing does for so long. */
  @Nullable Inbound await(long timeoutMs) throws InterruptedException {
    return inbound.poll(timeoutMs, TimeUnit.MILLISECONDS);
  }

  void send(String text) {
    outbound.add(text);
    flush();
  }

  /** Sends what waits, as far as that needs no waiting; whether nothing is left. */
  boolean flush() {
    while (sending.isDone() && !outbound.isEmpty() && !socket.isOutputClosed()) {
      sending = socket.sendText(outbound.remove(), true);
    }
    return sending.isDone() && outbound.isEmpty();
  }

  /**
   * Says a last word, as far as the server listens, and closes. Waits for the server's answer to the close: a socket that is dropped while
   * something in it is unread resets the connection, and takes the last word with it.
   */
  void close(String lastWord) {
    long untilNs = System.nanoTime() + LAST_WORDS_NS;
    try {
      sending.get(LAST_WORDS_NS, TimeUnit.NANOSECONDS);
      socket.sendText(lastWord, true).get(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
      socket.sendClose(NORMAL_CLOSURE, "").get(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
      @Nullable Inbound next = null;
      while (!(next instanceof Closed) && untilNs - System.nanoTime() > 0) {
        next = inbound.poll(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException gone) {
      // Then the server has to find out by itself.
    }
    close();
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    executor.shutdownNow();
  }

  /** Runs on the socket's thread. */
  private final class Ear implements WebSocket.Listener {
    private final HostClocks clocks = HostClocks.ofThisHost();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    @Override
    public void onOpen(WebSocket opened) {
      opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      long rawNs = clocks.rawNs();
      text.append(part);
      if (text.length() > MOST_MESSAGE_BYTES) {
        giveUp(from, rawNs, "the server sends a text without end");
      } else if (isLast) {
        put(from, new Text(rawNs, text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean isLast) {
      long rawNs = clocks.rawNs();
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      binary.writeBytes(bytes);
      if (binary.size() > MOST_MESSAGE_BYTES) {
        giveUp(from, rawNs, "the server sends a chunk without end");
      } else if (isLast) {
        put(from, new Binary(rawNs, ByteBuffer.wrap(binary.toByteArray())));
        binary.reset();
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      put(from, new Closed(clocks.rawNs(), "closed by the server" + (reason.isEmpty() ? "" : ": " + reason)));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      put(from, new Closed(clocks.rawNs(), String.valueOf(error.getMessage())));
    }

    private void giveUp(WebSocket from, long rawNs, String why) {
      put(from, new Closed(rawNs, why));
      from.abort();
      text.setLength(0);
      binary.reset();
    }

    private void put(WebSocket from, Inbound message) {
      if (!inbound.offer(message)) {
        // Nobody floods us: whoever sends faster than we listen is not heard at all.
        inbound.clear();
        inbound.add(new Closed(message.rawNs(), "the server sends more than can be taken in"));
        from.abort();
      }
    }
  }
}
