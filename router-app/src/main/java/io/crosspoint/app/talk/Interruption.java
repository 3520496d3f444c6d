package io.crosspoint.app.talk;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (or SIGTERM) as a request: the command ends by itself, prints its summary, and its exit code is the process's.
 *
 * <p>A JVM that is told to end runs its hooks and then exits with 128 + the signal, whatever the program makes of it; so the hook waits for
 * the command and ends the process with the command's code instead.
 */
public final class Interruption implements AutoCloseable {

  private static final long PATIENCE_MS = 5000;
  private static final int KILLED = 130;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("interruption").unstarted(this::onSignal);
  private volatile int exitCode = KILLED;

  public Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void onSignal() {
    requested.countDown();
    boolean isFinished = false;
    try {
      isFinished = finished.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(isFinished ? exitCode : KILLED);
  }

  /** Waits for the request. @return whether it has come */
  public boolean await(long timeoutNs) {
    try {
      return requested.await(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** The command is over and everything is printed. @return the code, for the command to return */
  public int finish(int code) {
    exitCode = code;
    finished.countDown();
    return code;
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // The hook is what runs: it ends the process.
      return;
    }
  }
}
