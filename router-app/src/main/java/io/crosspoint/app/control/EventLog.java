package io.crosspoint.app.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What happened, newest last: a bounded memory, and whoever wants to hear of the next ones.
 *
 * <p><b>Thread:</b> any. Listeners are called on the thread that adds, in the order of the numbers, and must neither wait nor throw.
 */
public final class EventLog {

  private static final int CAPACITY = 2000;

  /**
   * @param id counts from 1 since the router began
   * @param time UTC, RFC 3339
   * @param kind one word
   * @param details what JSON can hold
   */
  public record Event(long id, String time, String kind, Map<String, Object> details) {
    public Event {
      details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** As one JSON object. */
    public Map<String, Object> document() {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("id", id);
      document.put("time", time);
      document.put("kind", kind);
      document.putAll(details);
      return document;
    }
  }

  private final Object lock = new Object();
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private long newest;

  public void add(String time, String kind, Map<String, Object> details) {
    synchronized (lock) {
      Event event = new Event(++newest, time, kind, details);
      if (events.size() == CAPACITY) {
        events.removeFirst();
      }
      events.addLast(event);
      listeners.forEach(listener -> listener.accept(event));
    }
  }

  /** Those that are still remembered and came after one, oldest first. */
  public List<Event> after(long id, int most) {
    synchronized (lock) {
      return events.stream().filter(event -> event.id > id).limit(most).toList();
    }
  }

  /** Number of the newest; 0 before the first. */
  public long newest() {
    synchronized (lock) {
      return newest;
    }
  }

  /** Hears every event from now on; returns the ones after an id that were missed, so that none falls in between. */
  public List<Event> listen(Consumer<Event> listener, long after) {
    synchronized (lock) {
      listeners.add(listener);
      return new ArrayList<>(after(after, CAPACITY));
    }
  }

  public void forget(Consumer<Event> listener) {
    listeners.remove(listener);
  }
}
