package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.convert.Kernel;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, from hello to the end: what comes in is an argument, what goes out goes to a consumer. Pure; times are ns of
 * this host's raw monotonic clock.
 */
final class Session {

  /** Type, then the time of the first frame. */
  static final int CHUNK_HEADER_BYTES = 9;

  static final long BUFFER_BYTES = 4L << 20;
  private static final int PLAYER_CHUNK = 4;
  private static final int FIRST_OF_OTHER_ROLES = 8;
  private static final long FARTHEST_NS = 600_000_000_000L;
  /** Perceived loudness to amplitude, as the protocol recommends. */
  private static final double LOUDNESS = 1.5;

  /**
   * Who we are, to a server.
   *
   * @param clientId the same after every restart
   */
  record Identity(String clientId, String name) {}

  /** What lives longer than a connection. */
  static final class Settings {
    int volume = 100;
    boolean isMuted;

    double gain() {
      return isMuted ? 0 : Math.pow(volume / 100.0, LOUDNESS);
    }
  }

  private final Identity identity;
  private final AudioFormat output;
  private final Settings settings;
  private final ChunkQueue queue;
  private final Playback playback;
  private final Consumer<String> peer;
  private final Counters<SendspinCounter> counters;
  private final TimeFilter filter = new TimeFilter();
  private final ClockProbe probe;
  private @Nullable ChunkDecoder decoder;
  private String server = "";
  private String problem = "";
  private boolean isGreeted;
  private boolean isToldSynchronized = true;

  /** @param peer where text messages go */
  Session(
      Identity identity, AudioFormat output, Settings settings, ChunkQueue queue, Playback playback, Consumer<String> peer,
      Counters<SendspinCounter> counters) {
    this.identity = identity;
    this.output = output;
    this.settings = settings;
    this.queue = queue;
    this.playback = playback;
    this.peer = peer;
    this.counters = counters;
    this.probe = new ClockProbe(filter, counters);
  }

  /** The connection stands. */
  void open() {
    peer.accept(ClientMessage.hello(identity.clientId(), identity.name(), output, BUFFER_BYTES));
  }

  void onText(String text, long nowNs) {
    try {
      ServerMessage message = ServerMessage.parse(text);
      if (!isGreeted && !(message instanceof ServerMessage.Hello)) {
        throw new IOException("something before hello");
      }
      handle(message, nowNs);
    } catch (IOException garbage) {
      counters.increment(SendspinCounter.BAD_MESSAGES);
      problem = "a message of the server: " + garbage.getMessage();
    }
  }

  private void handle(ServerMessage message, long nowNs) throws IOException {
    switch (message) {
      case ServerMessage.Hello hello -> greet(hello);
      case ServerMessage.Time time -> {
        if (probe.answer(time.clientTransmittedUs(), time.serverReceivedUs(), time.serverTransmittedUs(), nowNs)) {
          // Stamps of before belong to the clock of before.
          playback.clear();
        }
      }
      case ServerMessage.StreamStart start -> start(start);
      case ServerMessage.StreamRefused refused -> {
        decoder = null;
        throw new IOException(refused.why());
      }
      case ServerMessage.StreamClear _ -> playback.clear();
      case ServerMessage.StreamEnd _ -> {
        decoder = null;
        playback.end();
      }
      case ServerMessage.Command command -> {
        settings.volume = command.volume() == null ? settings.volume : command.volume();
        settings.isMuted = command.muted() == null ? settings.isMuted : command.muted();
        playback.setGain(settings.gain());
        tellState();
      }
      case ServerMessage.Other _ -> {}
    }
  }

  private void greet(ServerMessage.Hello hello) throws IOException {
    if (hello.version() != 1) {
      throw new IOException("the server speaks version " + hello.version());
    }
    if (hello.roles().stream().noneMatch("player@v1"::equals)) {
      throw new IOException("the server does not take us for a player");
    }
    if (!isGreeted) {
      counters.increment(SendspinCounter.CONNECTIONS);
    }
    isGreeted = true;
    server = hello.name();
    playback.setGain(settings.gain());
    tellState();
  }

  private void start(ServerMessage.StreamStart start) throws IOException {
    StreamFormat format = start.format();
    decoder = null;
    if (format.channels() != output.channels() || !Kernel.isSupported(format.rateHz())) {
      throw new IOException("a stream of " + format.rateHz() + " Hz with " + format.channels() + " channels, which was not offered");
    }
    decoder = new ChunkDecoder(format, start.header());
    playback.flow();
  }

  /** @param message whole; kept */
  void onBinary(ByteBuffer message, long nowNs) {
    ChunkDecoder current = decoder;
    int type = message.limit() == 0 ? -1 : message.get(0) & 0xFF;
    if (type >= FIRST_OF_OTHER_ROLES) {
      // Of a role that we did not ask for: none of our business.
      return;
    }
    if (message.limit() <= CHUNK_HEADER_BYTES || type != PLAYER_CHUNK || current == null) {
      counters.increment(SendspinCounter.BAD_CHUNKS);
      return;
    }
    counters.increment(SendspinCounter.CHUNKS);
    long stampUs = message.getLong(1);
    if (!ClockProbe.isPlausible(stampUs)) {
      counters.increment(SendspinCounter.BAD_CHUNKS);
      return;
    }
    long serverNs = stampUs * 1000;
    // Before the clocks are known nobody can say what is late; the queue's limit holds.
    long aheadNs = probe.isReady() ? serverNs - filter.serverAt(nowNs) : 0;
    if (aheadNs > FARTHEST_NS) {
      counters.increment(SendspinCounter.FAR_CHUNKS);
    } else if (aheadNs < 0) {
      counters.increment(SendspinCounter.LATE_CHUNKS);
    } else if (!queue.offer(new ChunkQueue.Chunk(serverNs, message, current))) {
      counters.increment(SendspinCounter.OVERFLOW_CHUNKS);
    }
  }

  /** Asks for the time when that is due, and tells what has changed. To be called often, while nothing waits to be sent. */
  void poll(long nowNs) {
    if (!isGreeted) {
      return;
    }
    boolean isSynchronized = !playback.isFlowing() || playback.isAudible() || !probe.isReady() || queue.size() > 0;
    if (isSynchronized != isToldSynchronized) {
      isToldSynchronized = isSynchronized;
      tellState();
    } else if (probe.isDue(nowNs)) {
      peer.accept(ClientMessage.time(probe.ask(nowNs)));
    }
  }

  private void tellState() {
    peer.accept(ClientMessage.state(isToldSynchronized, settings.volume, settings.isMuted));
  }

  /** Whether the server's clock is known well enough to play. */
  boolean isReady() {
    return isGreeted && probe.isReady();
  }

  boolean isGreeted() {
    return isGreeted;
  }

  TimeFilter filter() {
    return filter;
  }

  /** The server's name, or nothing before its hello. */
  String server() {
    return server;
  }

  /** What was wrong with the server's newest bad message, or nothing. */
  String problem() {
    return problem;
  }
}
