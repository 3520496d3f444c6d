package io.crosspoint.app.source;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.source.AudioSource;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An input that another process feeds over a Unix socket; {@link ProcessProtocol} has the format. One writer at a time: another one is sent
 * away while the first is alive, and takes its place when that has said nothing for 2 s.
 */
public final class ProcessSource implements AudioSource {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final int LOOK_EVERY_MS = 50;
  private static final long SILENT_NS = 2_000_000_000L;
  private static final long JOIN_MS = 1000;

  private final String name;
  private final Path path;
  private final Counters<ProcessCounter> counters = new Counters<>(ProcessCounter.class);
  private volatile boolean isStopping;
  private volatile boolean isConnected;
  private @Nullable Thread thread;
  private @Nullable ServerSocketChannel server;
  private @Nullable WriterConnection writer;

  /** @param path of the socket, which the service's own group may use (mode 0660) */
  public ProcessSource(String name, Path path) {
    this.name = name;
    this.path = path;
  }

  /** @throws UncheckedIOException when the socket cannot be had, in words for an operator */
  @Override
  public void start(SourceTimeline timeline) {
    try {
      removeLeftOver();
      ServerSocketChannel listening = bind();
      server = listening;
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
      listening.configureBlocking(false);
      thread = Thread.ofPlatform().daemon().name("source " + name).start(() -> run(listening, timeline));
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(new IOException("input " + name + ": cannot listen on " + path + ": " + e.getMessage(), e));
    }
  }

  private ServerSocketChannel bind() throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      return listening.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      listening.close();
      throw e;
    }
  }

  /** A socket that nobody answers is left over from a process that died; anything else is somebody's. */
  private void removeLeftOver() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
      throw new IOException("it exists and is no socket");
    }
    boolean isAnswered;
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      isAnswered = probe.isConnected();
    } catch (IOException nobody) {
      isAnswered = false;
    }
    if (isAnswered) {
      throw new IOException("another process listens there");
    }
    Files.delete(path);
  }

  private void run(ServerSocketChannel listening, SourceTimeline timeline) {
    try (Selector selector = Selector.open()) {
      listening.register(selector, SelectionKey.OP_ACCEPT);
      while (!isStopping) {
        selector.select(LOOK_EVERY_MS);
        selector.selectedKeys().clear();
        boolean hasRebased = timeline.needsRebase();
        if (hasRebased) {
          timeline.rebase();
        }
        accept(listening, selector, timeline);
        serve(timeline, hasRebased);
      }
    } catch (IOException e) {
      LOG.error("input {}: no longer fed, because its socket failed: {}", name, e.getMessage());
    } finally {
      drop(timeline);
    }
  }

  private void accept(ServerSocketChannel listening, Selector selector, SourceTimeline timeline) throws IOException {
    SocketChannel peer = listening.accept();
    if (peer == null) {
      return;
    }
    WriterConnection present = writer;
    if (present != null && System.nanoTime() - present.lastHeardNs() < SILENT_NS) {
      counters.increment(ProcessCounter.REFUSED_CONNECTIONS);
      peer.close();
      return;
    }
    if (present != null) {
      counters.increment(ProcessCounter.REPLACED_CONNECTIONS);
      drop(timeline);
    }
    counters.increment(ProcessCounter.CONNECTIONS);
    peer.configureBlocking(false);
    peer.register(selector, SelectionKey.OP_READ);
    WriterConnection arrived = new WriterConnection(peer, timeline, counters);
    arrived.tell();
    writer = arrived;
    isConnected = true;
    LOG.info("input {}: a writer has connected", name);
  }

  private void serve(SourceTimeline timeline, boolean hasRebased) {
    WriterConnection present = writer;
    if (present == null) {
      return;
    }
    if (hasRebased) {
      present.tell();
    }
    if (!present.serve()) {
      drop(timeline);
    }
  }

  /** What a writer that left had written ahead is still played; then nothing is meant to follow. */
  private void drop(SourceTimeline timeline) {
    WriterConnection present = writer;
    if (present != null) {
      present.close();
      timeline.pause();
      writer = null;
      isConnected = false;
      LOG.info("input {}: the writer has gone", name);
    }
  }

  @Override
  public Map<String, Object> status() {
    return Map.of("state", isConnected ? "fed" : "waiting for a writer", "socket", path.toString());
  }

  @Override
  public List<Counters<?>> counters() {
    return List.of(counters);
  }

  @Override
  public void close() {
    isStopping = true;
    Thread running = thread;
    try {
      if (running != null) {
        running.join(JOIN_MS);
      }
      if (server != null) {
        server.close();
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("input {}: {}", name, e.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
