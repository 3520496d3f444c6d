package io.crosspoint.ptp.tick;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.linux.LinuxClocks;
import io.crosspoint.ptp.linux.Scheduling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RealTimeGuardTest {

  private static final int POLICY = 38;

  private final AtomicBoolean mayGoOn = new AtomicBoolean();

  /** A thread that waits without sleeping for what an ordinary one does on its processor; unguarded, until the kernel throttles it. */
  @Test
  void shouldMakeRoomForWhatAThreadWaitsForAwake() throws Exception {
    assumeTrue(LinuxClocks.isAvailable() && mayBeRealTime(), "no real-time scheduling is granted here");
    CompletableFuture<Boolean> wasRealTime = new CompletableFuture<>();
    CompletableFuture<Boolean> steppedBack = new CompletableFuture<>();
    CompletableFuture<Boolean> isRealTimeAgain = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> {
      ThreadTuning.prepareCallingThread(0);
      DeadlineSleeper sleeper = new DeadlineSleeper(HostClocks.ofThisHost());
      try (RealTimeGuard _ = RealTimeGuard.ofCallingThread(sleeper)) {
        Path stat = Path.of("/proc/self/task/" + Scheduling.callingThread() + "/stat");
        wasRealTime.complete(becomesRealTime(sleeper, stat));
        boolean isRealTime = true;
        while (isRealTime && !mayGoOn.get()) {
          isRealTime = isRealTime(stat);
        }
        steppedBack.complete(!isRealTime);
        isRealTimeAgain.complete(becomesRealTime(sleeper, stat));
      }
    });
    try {
      assertTrue(wasRealTime.get(10, TimeUnit.SECONDS));
      assertTrue(steppedBack.get(10, TimeUnit.SECONDS));
      assertTrue(isRealTimeAgain.get(10, TimeUnit.SECONDS), "real-time again once it has slept");
    } finally {
      mayGoOn.set(true);
    }
  }

  private static boolean becomesRealTime(DeadlineSleeper sleeper, Path stat) {
    for (int i = 0; i < 50 && !isRealTime(stat); i++) {
      sleeper.sleepNear(sleeper.rawNs() + 100_000_000L);
    }
    return isRealTime(stat);
  }

  private static boolean mayBeRealTime() throws InterruptedException {
    AtomicBoolean granted = new AtomicBoolean();
    Thread attempt = Thread.ofPlatform().start(() -> granted.set(Scheduling.becomeFifo(ThreadTuning.GUARD_PRIORITY) == 0));
    attempt.join();
    return granted.get();
  }

  private static boolean isRealTime(Path stat) {
    try {
      String line = Files.readString(stat);
      return "1".equals(line.substring(line.lastIndexOf(')') + 2).split(" ")[POLICY]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
