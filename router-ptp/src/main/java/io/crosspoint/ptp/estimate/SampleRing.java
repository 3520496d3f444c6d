package io.crosspoint.ptp.estimate;

/** The newest measurements of one direction, oldest first when read. */
final class SampleRing {

  /** 64 s at 8 a second; faster masters are thinned out before. */
  static final int CAPACITY = 512;

  private static final int MASK = CAPACITY - 1;

  private final double[] xs = new double[CAPACITY];
  private final double[] ys = new double[CAPACITY];
  private int next;
  private int size;

  void add(double x, double y) {
    xs[next] = x;
    ys[next] = y;
    next = (next + 1) & MASK;
    size = Math.min(size + 1, CAPACITY);
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** @param i 0 is the oldest */
  double x(int i) {
    return xs[(next - size + i) & MASK];
  }

  double y(int i) {
    return ys[(next - size + i) & MASK];
  }

  /** Index of the first measurement not older than {@code x}; {@link #size()} when there is none. Times increase but for a few. */
  int firstSince(double x) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (x(middle) < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
