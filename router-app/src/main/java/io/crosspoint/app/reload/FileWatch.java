package io.crosspoint.app.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells from looks at a file when it is worth reading again: when it is another, and has been the same for a moment. Editors write a file
 * in pieces, or put another in its place; file systems that others write to (NFS, containers) tell nobody, so looking is what works.
 *
 * <p><b>Thread:</b> one.
 */
final class FileWatch {

  /** So long a file must not change before it is taken to be whole. */
  static final long SETTLED_NS = 300_000_000L;

  /** Between the removal of a file and the arrival of its successor lies less than this. */
  static final long GONE_NS = 2_000_000_000L;

  /** What to do. */
  enum Verdict { NOTHING, READ, GONE }

  /** Two of these are equal while a file is the same. */
  record Look(long bytes, long modifiedNs, @Nullable Object key) {

    /** Null when it is not there. */
    static @Nullable Look at(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Look(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.fileKey());
      } catch (IOException absent) {
        return null;
      }
    }
  }

  private @Nullable Look known;
  private @Nullable Look candidate;
  private long sinceNs;
  private boolean isGone;
  private boolean isGoneTold;

  /** @param known as it was read last, null when it was not there */
  FileWatch(@Nullable Look known) {
    this.known = known;
  }

  /**
   * Another look.
   *
   * @param now null when it is not there
   * @param nowNs monotonic time
   */
  Verdict look(@Nullable Look now, long nowNs) {
    if (now == null) {
      return gone(nowNs);
    }
    isGone = false;
    if (now.equals(known)) {
      candidate = null;
      // Away and back again, the same: whoever was told that it is gone must hear that it is not.
      Verdict verdict = isGoneTold ? Verdict.READ : Verdict.NOTHING;
      isGoneTold = false;
      return verdict;
    }
    if (!now.equals(candidate)) {
      candidate = now;
      sinceNs = nowNs;
    } else if (nowNs - sinceNs >= SETTLED_NS) {
      known = now;
      candidate = null;
      isGoneTold = false;
      return Verdict.READ;
    }
    return Verdict.NOTHING;
  }

  private Verdict gone(long nowNs) {
    candidate = null;
    if (!isGone) {
      isGone = true;
      sinceNs = nowNs;
    } else if (!isGoneTold && nowNs - sinceNs >= GONE_NS) {
      isGoneTold = true;
      return Verdict.GONE;
    }
    return Verdict.NOTHING;
  }
}
