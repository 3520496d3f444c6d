package io.crosspoint.pipeline.convert;

/**
 * The next few output frames of an interpolation: which cubics each is made with, and from where in the history. Near unity they mostly
 * share one segment of the kernel, so that its cubics are loaded once for all of them.
 *
 * <p><b>Thread:</b> belongs to one thread; allocates nothing after construction.
 */
final class FrameTile {

  static final int FRAMES = 4;

  private final int[] rows = new int[FRAMES];
  private final double[] offsets = new double[FRAMES];
  private final int[] positions = new int[FRAMES];
  private boolean isOneRow;

  /**
   * Plans up to four frames and moves the pointer past them.
   *
   * @return how many; none where the next frame is a plain copy, which is the caller's to make
   */
  int plan(Kernel kernel, History from, ReadPointer pointer, int most) {
    int before = kernel.taps() / 2 - 1;
    int count = 0;
    boolean isOne = true;
    while (count < FRAMES && count < most && !isCopy(kernel, pointer)) {
      int row = kernel.rowOf(pointer.fraction());
      rows[count] = row;
      offsets[count] = Kernel.offsetInSegment(pointer.fraction());
      positions[count] = from.position(pointer.index() - before);
      isOne &= row == rows[0];
      pointer.advance();
      count++;
    }
    isOneRow = isOne;
    return count;
  }

  private static boolean isCopy(Kernel kernel, ReadPointer pointer) {
    return pointer.fraction() == 0 && kernel.isIdentityAtZero();
  }

  /** Copies the frame at the pointer and moves on. */
  static void copy(History from, ReadPointer pointer, double[][] to, int at) {
    int position = from.position(pointer.index());
    for (int channel = 0; channel < to.length; channel++) {
      to[channel][at] = from.channel(channel)[position];
    }
    pointer.advance();
  }

  /** Whether all planned frames use the same cubics. */
  boolean isOneRow() {
    return isOneRow;
  }

  /** Where a frame's cubics begin in the kernel's table. */
  int row(int frame) {
    return rows[frame];
  }

  /** A frame's v. */
  double offset(int frame) {
    return offsets[frame];
  }

  /** Where a frame's first sample lies in each channel of the history. */
  int position(int frame) {
    return positions[frame];
  }
}
