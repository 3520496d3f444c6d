package io.crosspoint.pipeline.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.crosspoint.ptp.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Which of many sockets have something to read (level-triggered epoll), so that idle ones cost nothing.
 *
 * <p><b>Thread:</b> one asks; another may add and remove meanwhile. Real-time safe with a timeout of 0.
 */
final class ReadySet implements AutoCloseable {

  private static final int EPOLLIN = 1;

  /** The kernel packs {@code struct epoll_event} on x86-64 (u32, u64) and on no other 64-bit processor. */
  private static final int EVENT_BYTES = System.getProperty("os.arch", "").matches("amd64|x86_64") ? 12 : 16;

  private static final int DATA_OFFSET = EVENT_BYTES - 8;

  private final MemorySegment errno = Libc.newErrno(Arena.ofAuto());
  private final MemorySegment events;
  private final int capacity;
  private final int epoll;

  ReadySet(int capacity) throws IOException {
    this.capacity = Math.max(1, capacity);
    this.events = Arena.ofAuto().allocate((long) this.capacity * EVENT_BYTES, 8);
    this.epoll = Libc.epollCreate(errno);
    if (epoll < 0) {
      throw new IOException("cannot open an epoll: " + Libc.describe(-epoll));
    }
  }

  /** @param token returned by {@link #ready} */
  void add(UdpSocket socket, int token) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_BYTES, 8);
      event.set(JAVA_INT, 0, EPOLLIN);
      event.set(JAVA_INT_UNALIGNED, DATA_OFFSET, token);
      int refusal = Libc.epollAdd(Libc.newErrno(arena), epoll, socket.fd(), event);
      if (refusal < 0) {
        throw new IOException("cannot watch a socket: " + Libc.describe(-refusal));
      }
    }
  }

  /** Its token may still be among those of a {@link #select} that is under way. */
  void remove(UdpSocket socket) {
    try (Arena arena = Arena.ofConfined()) {
      Libc.epollRemove(Libc.newErrno(arena), epoll, socket.fd());
    }
  }

  /** Looks, or waits. @return how many sockets are ready */
  int select(int timeoutMs) {
    return Math.max(0, Libc.epollWait(errno, epoll, events, capacity, timeoutMs));
  }

  /** Token of the {@code i}-th ready socket of the last {@link #select}. */
  int ready(int i) {
    return events.get(JAVA_INT_UNALIGNED, (long) i * EVENT_BYTES + DATA_OFFSET);
  }

  @Override
  public void close() {
    Libc.close(errno, epoll);
  }
}
