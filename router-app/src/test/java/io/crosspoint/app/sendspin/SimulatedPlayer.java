package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.function.LongUnaryOperator;

/** A player and its server in simulated time, and what a receiver with a perfect clock hears of it. */
final class SimulatedPlayer {

  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;
  private static final AudioFormat MONO = new AudioFormat(Encoding.L24, SimulatedServer.RATE, 1);

  /** Hears each block. */
  interface Listener {
    void onBlock(long index, int[] samples, int frames, boolean hasAudio);
  }

  final Counters<SendspinCounter> counters = new Counters<>(SendspinCounter.class);
  final ChunkQueue queue = new ChunkQueue(2 * Session.BUFFER_BYTES);
  final Playback playback = new Playback(MONO, queue, counters);
  final Session.Settings settings = new Session.Settings();
  final SimulatedServer server;
  /** PTP on the raw clock, and back. */
  final LongUnaryOperator ptpAtRaw;

  final LongUnaryOperator rawAtPtp;
  final MediaClock media = new MediaClock(SimulatedServer.RATE);
  Session session;
  long rawNs;
  private long next;

  /** @param ptpRate by what part PTP runs fast against the raw clock */
  SimulatedPlayer(SimulatedServer server, long startRawNs, double ptpRate) {
    this.server = server;
    this.rawNs = startRawNs;
    this.ptpAtRaw = raw -> 1_700_000_000L * SECOND + raw - startRawNs + Math.round((raw - startRawNs) * ptpRate);
    this.rawAtPtp = ptp -> {
      long elapsed = ptp - 1_700_000_000L * SECOND;
      return startRawNs + elapsed - Math.round(elapsed * (ptpRate / (1 + ptpRate)));
    };
    this.session = connect();
  }

  /** A new connection. */
  Session connect() {
    Session opened =
        new Session(
            new Session.Identity("id", "name"), MONO, settings, queue, playback, text -> server.receive(text, rawNs), counters);
    opened.open();
    session = opened;
    return opened;
  }

  /** Lets time pass in steps of 5 ms. */
  void run(long durationNs, Listener listener) {
    long endNs = rawNs + durationNs;
    int frames = playback.blockFrames();
    int[] block = new int[frames];
    while (rawNs < endNs) {
      rawNs += 5 * MS;
      server.run(rawNs);
      server.deliver(session, rawNs);
      session.poll(rawNs);
      long consumed = media.indexOf(ptpAtRaw.applyAsLong(rawNs));
      if (next < consumed) {
        next = consumed + 480;
      }
      if (!session.isReady() && !playback.isAudible()) {
        next = 0;
        continue;
      }
      while (next + frames <= consumed + 4800) {
        TimeFilter filter = session.filter();
        boolean has = playback.render(next, index -> filter.serverAt(rawAtPtp.applyAsLong(media.timeOf(index))), block);
        listener.onBlock(next, block, frames, has);
        next += frames;
      }
    }
  }

  /** What the server's clock really shows when an index is heard, in seconds. */
  double trueServerS(long index) {
    double ptpNs = 1e9 * (index % SimulatedServer.RATE) / SimulatedServer.RATE;
    long second = index / SimulatedServer.RATE;
    long raw = rawAtPtp.applyAsLong(second * SECOND + Math.round(ptpNs));
    return server.serverNs(raw) * 1e-9;
  }
}
