package io.crosspoint.app.api;

import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections that are open, and which of them have outstayed their welcome: those that ask for nothing, and those that never finish
 * asking. Streams stay as long as they read.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Guests {

  private static final int MOST = 1000;

  /**
   * How long one may stay.
   *
   * @param idleMs without asking for anything
   * @param requestMs at one request
   * @param sweepMs between two looks around
   */
  record Patience(long idleMs, long requestMs, long sweepMs) {
    static final Patience USUAL = new Patience(30_000, 15_000, 2_000);
  }

  /** One connection. */
  private static final class Guest {
    long sinceNs;
    int requests;
    boolean isStream;
    boolean isForGood;

    Guest(long sinceNs) {
      this.sinceNs = sinceNs;
    }
  }

  private final Patience patience;
  private final Map<HttpConnection, Guest> guests = new HashMap<>();
  private final AtomicLong turnedAway = new AtomicLong();
  private final AtomicLong outstayed = new AtomicLong();

  Guests(Patience patience) {
    this.patience = patience;
  }

  /** Takes in a new connection, or closes it when the house is full. */
  void arrive(HttpConnection connection, long nowNs) {
    if (guests.size() >= MOST) {
      turnedAway.incrementAndGet();
      connection.close();
      return;
    }
    guests.put(connection, new Guest(nowNs));
    connection.closeHandler(ignored -> guests.remove(connection));
  }

  void begin(HttpConnection connection, long nowNs) {
    Guest guest = guests.get(connection);
    if (guest != null) {
      guest.requests++;
      guest.sinceNs = nowNs;
    }
  }

  /**
   * What it asked for is a stream.
   *
   * @param isForGood whether nothing else can come of it, as of a WebSocket; else it is a guest like any other when the stream has ended
   */
  void stay(HttpConnection connection, boolean isForGood) {
    Guest guest = guests.get(connection);
    if (guest != null) {
      guest.isStream = true;
      guest.isForGood = isForGood;
    }
  }

  /** It got no stream. */
  void refuse(HttpConnection connection) {
    Guest guest = guests.get(connection);
    if (guest != null) {
      guest.isStream = false;
      guest.isForGood = false;
    }
  }

  void end(HttpConnection connection, long nowNs) {
    Guest guest = guests.get(connection);
    if (guest != null) {
      guest.requests--;
      guest.sinceNs = nowNs;
      guest.isStream &= guest.isForGood;
    }
  }

  /** Closes those that have been idle, or at one request, for too long. */
  void sweep(long nowNs) {
    Iterator<Map.Entry<HttpConnection, Guest>> all = guests.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<HttpConnection, Guest> entry = all.next();
      Guest guest = entry.getValue();
      long stayedNs = nowNs - guest.sinceNs;
      if (!guest.isStream && stayedNs > 1_000_000 * (guest.requests > 0 ? patience.requestMs : patience.idleMs)) {
        all.remove();
        outstayed.incrementAndGet();
        entry.getKey().close();
      }
    }
  }

  int present() {
    return guests.size();
  }

  /** Connections that were not taken in. */
  long turnedAway() {
    return turnedAway.get();
  }

  /** Connections that were closed because they asked for nothing, or never finished asking. */
  long outstayed() {
    return outstayed.get();
  }
}
