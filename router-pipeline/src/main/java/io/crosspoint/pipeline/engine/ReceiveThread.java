package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.io.PacketSource;

/** The thread that fetches packets when the tick does not: blocks in the kernel while there are none. */
final class ReceiveThread implements AutoCloseable {

  private static final int WAIT_MS = 100;
  private static final long JOIN_MS = 1000;

  private final Thread thread;
  private final PacketSource source;
  private final BugLog bugs;
  private volatile boolean isStopping;

  ReceiveThread(int shard, PacketSource source, BugLog bugs) {
    this.source = source;
    this.bugs = bugs;
    this.thread = Thread.ofPlatform().daemon().name("receive-" + shard).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Thread thread() {
    return thread;
  }

  private void run() {
    while (!isStopping) {
      try {
        if (source.poll() == 0) {
          source.awaitReadable(WAIT_MS);
        }
      } catch (RuntimeException bug) {
        bugs.record(bug);
      }
    }
  }

  @Override
  public void close() {
    isStopping = true;
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
