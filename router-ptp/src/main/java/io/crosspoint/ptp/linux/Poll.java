package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Waits for datagrams on a few descriptors. Uses {@code poll}: {@code epoll_event} is laid out differently on each architecture. */
public final class Poll implements AutoCloseable {

  private static final short POLLIN = 1;
  private static final int POLLFD_BYTES = 8;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment fds;
  private final int count;

  public Poll(int... descriptors) {
    count = descriptors.length;
    fds = arena.allocate((long) count * POLLFD_BYTES, 4);
    for (int i = 0; i < count; i++) {
      fds.set(JAVA_INT, (long) i * POLLFD_BYTES, descriptors[i]);
      fds.set(JAVA_SHORT, (long) i * POLLFD_BYTES + 4, POLLIN);
    }
  }

  /** Returns when a descriptor has something (error queues included) or the time is over; −1 when the call failed. */
  public int await(int timeoutMs) {
    return Libc.pollOrFail(fds, count, timeoutMs);
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
