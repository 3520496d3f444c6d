package io.crosspoint.app.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the model's changes on disk, on a thread of its own: everything that waits goes out with one forced write to each file.
 *
 * <p><b>Thread:</b> {@link #record} by the control thread; {@link #savedUpTo} by any.
 */
final class Recorder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final int MOST_WAITING = 16_384;
  private static final long JOIN_MS = 2000;

  private record Item(long number, List<JournalEntry> entries, Map<String, Object> audit) {}

  private final @Nullable Journal journal;
  private final @Nullable AuditLog audit;
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong saved = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final Thread thread;
  private boolean isFailing;
  private volatile boolean isStopping;

  /** @param journal null when nothing is to survive */
  Recorder(@Nullable Journal journal, @Nullable AuditLog audit) {
    this.journal = journal;
    this.audit = audit;
    this.thread = Thread.ofPlatform().daemon().name("recorder").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Hands over one command's traces; never waits.
   *
   * @param number ascending
   * @param entries empty when nothing changed
   */
  void record(long number, List<JournalEntry> entries, Map<String, Object> auditRecord) {
    if (!queue.offer(new Item(number, entries, auditRecord))) {
      failures.incrementAndGet();
    }
  }

  boolean hasRoom() {
    return queue.remainingCapacity() > 0;
  }

  /** Whether there is a journal, so that changes survive a restart at all. */
  boolean hasJournal() {
    return journal != null;
  }

  /** The newest number that is on disk, with all before it. */
  long savedUpTo() {
    return saved.getAcquire();
  }

  /** Times that the disk refused. */
  long failures() {
    return failures.get();
  }

  private void run() {
    List<Item> items = new ArrayList<>();
    while (!isStopping || !queue.isEmpty()) {
      try {
        Item first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          items.add(first);
          queue.drainTo(items, 1000);
          write(items);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException bug) {
        LOG.error("a bug while recording changes", bug);
      } finally {
        items.clear();
      }
    }
  }

  /**
   * Whoever waits for an answer waits for the journal to be on the disk, and for that only: the audit records are in the file by then, so
   * that no end of this process parts them from what they tell, and follow to the disk at once.
   */
  private void write(List<Item> items) {
    boolean isWhole = tryAudit(log -> {
      for (Item item : items) {
        log.append(item.audit);
      }
    });
    List<List<JournalEntry>> changes = items.stream().map(Item::entries).filter(entries -> !entries.isEmpty()).toList();
    if (journal != null && !changes.isEmpty()) {
      try {
        journal.append(changes);
        saved.setRelease(items.getLast().number);
      } catch (IOException e) {
        isWhole = false;
        fail("the journal", e);
      }
    } else if (journal != null) {
      saved.setRelease(items.getLast().number);
    }
    isWhole &= tryAudit(AuditLog::force);
    if (isWhole && isFailing) {
      LOG.info("changes are recorded again");
      isFailing = false;
    }
  }

  /** What is done with the audit log, which may refuse it. */
  private interface AuditStep {
    void on(AuditLog log) throws IOException;
  }

  private boolean tryAudit(AuditStep step) {
    if (audit == null) {
      return true;
    }
    try {
      step.on(audit);
      return true;
    } catch (IOException e) {
      fail("the audit log", e);
      return false;
    }
  }

  private void fail(String what, IOException e) {
    failures.incrementAndGet();
    if (!isFailing) {
      LOG.error("{} cannot be written, and changes may be lost at a restart: {}", what, e.toString());
      isFailing = true;
    }
  }

  @Override
  public void close() {
    isStopping = true;
    try {
      thread.join(JOIN_MS);
      if (journal != null) {
        journal.close();
      }
      if (audit != null) {
        audit.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the journal could not be closed: {}", e.toString());
    }
  }
}
