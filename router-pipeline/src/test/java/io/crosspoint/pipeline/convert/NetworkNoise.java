package io.crosspoint.pipeline.convert;

import java.util.SplittableRandom;

/** What a network and a receiver add to the arrival of a packet, ns; seeded. */
public interface NetworkNoise {

  /** Delay of a packet that would undelayed arrive at this time. Times must be given in order. */
  long delayNs(long undelayedNs);

  /** Kernel time stamps on a quiet switched network: gamma, 8 µs in the mean, and a burst of 150 µs now and then. */
  static NetworkNoise quiet(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return at -> {
      double gamma = 0;
      for (int i = 0; i < 4; i++) {
        gamma -= 2000 * Math.log(1 - random.nextDouble());
      }
      return (long) (random.nextInt(1000) == 0 ? gamma + 150_000 : gamma);
    };
  }

  /** Stamps taken in the process: exponential, 30 µs, and stalls of 2 to 20 ms every few seconds, at whose end all packets come at once. */
  static NetworkNoise process(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new NetworkNoise() {
      private long stallEndNs;

      @Override
      public long delayNs(long undelayedNs) {
        if (random.nextInt(3000) == 0) {
          stallEndNs = undelayedNs + 2_000_000 + random.nextLong(18_000_000);
        }
        long own = (long) (-30_000 * Math.log(1 - random.nextDouble()));
        return Math.max(own, stallEndNs - undelayedNs + own / 10);
      }
    };
  }

  /** Queueing of 30 to 150 µs in the mean that changes over seconds, three times that now and then, and stamps taken in the process. */
  static NetworkNoise busy(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new NetworkNoise() {
      private double queue;

      @Override
      public long delayNs(long undelayedNs) {
        queue = 0.999 * queue + 0.0447 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5) * 2;
        double mean = 30_000 + 60_000 * (1 + Math.tanh(queue));
        return (long) (-mean * Math.log(1 - random.nextDouble()) + -30_000 * Math.log(1 - random.nextDouble()));
      }
    };
  }
}
