package io.crosspoint.ptp.usrvclock;

import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.linux.Poll;
import io.crosspoint.ptp.linux.UnixDatagram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a clock of ours as an overlay, four times a second, while it is LOCKED or in HOLDOVER. Silent otherwise: old clients take a
 * frame without the valid flag for an error.
 *
 * <p>A client makes itself known by an empty datagram and is answered at once; it is dropped when its file is gone. At most
 * {@value #MAX_CLIENTS}.
 */
public final class UsrvclockServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UsrvclockServer.class);
  private static final int MAX_CLIENTS = 64;
  private static final int PERIOD_MS = 250;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Path path;
  private final ClockSource source;
  private final List<Client> clients = new ArrayList<>();
  private final ClockReading clock = new ClockReading();
  private final byte[] frame = new byte[OverlayFrame.BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(frame).order(ByteOrder.nativeOrder());
  private volatile boolean isClosed;
  private @Nullable Thread thread;

  /** @param path the socket file; the service's own group may use it (mode 0660) */
  public UsrvclockServer(Path path, ClockSource source) {
    this.path = path;
    this.source = source;
  }

  /**
   * Opens the socket file and begins.
   *
   * @throws IOException in words for an operator
   */
  public void start() throws IOException {
    UnixDatagram socket = UnixDatagram.bind(path);
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    thread = Thread.ofPlatform().name("usrvclock server").daemon().start(() -> run(socket));
  }

  private void run(UnixDatagram socket) {
    try (socket;
        Poll poll = new Poll(socket.fd())) {
      long lastNs = System.nanoTime();
      while (!isClosed) {
        poll.await(PERIOD_MS);
        boolean isNewClient = accept(socket);
        long nowNs = System.nanoTime();
        if (isNewClient || nowNs - lastNs >= PERIOD_MS * 1_000_000L) {
          lastNs = nowNs;
          publish(socket);
        }
      }
    }
  }

  private boolean accept(UnixDatagram socket) {
    boolean isNew = false;
    for (int i = 0; i < MAX_CLIENTS && socket.receive(); i++) {
      Path sender = socket.sender();
      boolean isKnown = clients.stream().anyMatch(client -> client.path.equals(sender));
      if (!sender.toString().isEmpty() && !isKnown && clients.size() < MAX_CLIENTS) {
        clients.add(new Client(sender));
        isNew = true;
      }
    }
    return isNew;
  }

  private void publish(UnixDatagram socket) {
    boolean isRead = source.cell().read(clock);
    if (!isRead || clients.isEmpty() || (clock.state() != ClockState.LOCKED && clock.state() != ClockState.HOLDOVER)) {
      return;
    }
    OverlayFrame.write(clock, buffer);
    for (int i = clients.size() - 1; i >= 0; i--) {
      if (!socket.send(frame, clients.get(i).address)) {
        clients.remove(i);
      }
    }
  }

  /** Its address as the kernel wants it, because making that anew for each frame would be garbage. */
  private static final class Client {
    final Path path;
    final byte[] address;

    Client(Path path) {
      this.path = path;
      this.address = UnixDatagram.address(path);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    Thread running = thread;
    if (running == null) {
      return;
    }
    try {
      if (!running.join(CLOSE_TIMEOUT)) {
        LOG.warn("usrvclock server on {}: thread did not end within {} ms", path, CLOSE_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
