package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.SourceSpec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest holes of a source that were consumed open.
 *
 * <p><b>Ordering:</b> written by the thread that closes frames. A hole is stored before the count is released; a reader takes the count
 * before and after, and leaves out what may have been overwritten meanwhile.
 */
public final class HoleLog {

  private static final int CAPACITY = 64;
  private static final int FIELDS = 4;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(HoleLog.class, "count", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final long[] cells = new long[CAPACITY * FIELDS];
  private final SourceSpec.Holes filledWith;
  private long count;

  HoleLog(SourceSpec.Holes filledWith) {
    this.filledWith = filledWith;
  }

  /** A hole begins. Writer's thread only. */
  public void open(long firstIndex, long frames, int epoch, long consumedPtpNs) {
    long number = count;
    // A reader that finds the new hole where an old one was must find the count that says so, too.
    VarHandle.storeStoreFence();
    CELL.setOpaque(cells, at(number), firstIndex);
    CELL.setOpaque(cells, at(number) + 1, frames);
    CELL.setOpaque(cells, at(number) + 2, (long) epoch);
    CELL.setOpaque(cells, at(number) + 3, consumedPtpNs);
    COUNT.setRelease(this, number + 1);
  }

  /** The newest hole is now so long. Writer's thread only. */
  public void extend(long frames, long consumedPtpNs) {
    CELL.setOpaque(cells, at(count - 1) + 1, frames);
    CELL.setOpaque(cells, at(count - 1) + 3, consumedPtpNs);
  }

  /** The newest holes, oldest first. From any thread. */
  public List<Hole> newest() {
    long end = (long) COUNT.getAcquire(this);
    List<Hole> holes = new ArrayList<>();
    for (long number = Math.max(0, end - CAPACITY + 1); number < end; number++) {
      long first = (long) CELL.getOpaque(cells, at(number));
      long frames = (long) CELL.getOpaque(cells, at(number) + 1);
      int epoch = (int) (long) CELL.getOpaque(cells, at(number) + 2);
      long consumedPtpNs = (long) CELL.getOpaque(cells, at(number) + 3);
      VarHandle.loadLoadFence();
      if ((long) COUNT.getOpaque(this) - number < CAPACITY) {
        holes.add(new Hole(first, frames, epoch, consumedPtpNs, filledWith));
      } else {
        // Those before it are gone too: without them no hole is missing between others.
        holes.clear();
      }
    }
    return holes;
  }

  private static int at(long number) {
    return (int) (number % CAPACITY) * FIELDS;
  }
}
