package io.crosspoint.app.file;

import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a playlist some seconds ahead on a thread of its own, so that a disk may stand still for that long.
 *
 * <p><b>Thread:</b> the reader fills blocks; one other thread takes them, hands them back and seeks.
 */
final class ReadAhead implements AutoCloseable {

  private static final int BLOCKS_PER_S = 20;
  private static final int BLOCKS = 3 * BLOCKS_PER_S;
  private static final long RETRY_MS = 1000;
  private static final long JOIN_MS = 1000;

  /** Consecutive frames. */
  static final class Block {
    final int[] samples;
    int frames;
    /** Of the first frame, counted from the first frame of the list. */
    long at;
    int seek;
    Path file;
    long fileFrame;
    int bits;
    /** Frames that have been played or left out. */
    int done;
    /** Before it no file could be played for a while. */
    boolean isAfterOutage;

    Block(int samples, Path file) {
      this.samples = new int[samples];
      this.file = file;
    }
  }

  private record Seek(int number, long frame) {}

  private final Playlist list;
  private final int blockFrames;
  private final ArrayBlockingQueue<Block> filled = new ArrayBlockingQueue<>(BLOCKS);
  private final ArrayBlockingQueue<Block> empty = new ArrayBlockingQueue<>(BLOCKS);
  private final Thread thread;
  private volatile Seek wanted = new Seek(0, 0);
  private volatile boolean isOver;
  private volatile boolean isClosed;
  private int done = -1;
  private long at;
  private boolean isOutage;

  /** @param name of the input */
  ReadAhead(String name, Playlist list, int rateHz, int channels) {
    this.list = list;
    this.blockFrames = rateHz / BLOCKS_PER_S;
    for (int i = 0; i < BLOCKS; i++) {
      empty.add(new Block(blockFrames * channels, list.playing()));
    }
    this.thread = Thread.ofPlatform().daemon().name("read-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** What is read from now on begins at this frame of the list; blocks of before are told by {@link Block#seek}. */
  int seek(long frame) {
    int number = wanted.number() + 1;
    isOver = false;
    wanted = new Seek(number, frame);
    return number;
  }

  /** The next block if it is there, in order. */
  @Nullable Block poll() {
    return filled.poll();
  }

  /** Blocks that wait to be taken. */
  int ready() {
    return filled.size();
  }

  void giveBack(Block block) {
    empty.add(block);
  }

  /** Whether the list has been read to its end; blocks of it may still wait. */
  boolean isOver() {
    return isOver;
  }

  private void run() {
    try {
      while (!isClosed) {
        Block block = empty.poll(RETRY_MS, TimeUnit.MILLISECONDS);
        if (block != null && !fill(block)) {
          empty.add(block);
          Thread.sleep(isOver ? 20 : RETRY_MS);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } finally {
      list.close();
    }
  }

  private boolean fill(Block block) {
    Seek seek = wanted;
    if (seek.number() != done) {
      done = seek.number();
      at = seek.frame();
      if (seek.frame() != 0 || seek.number() != 0) {
        isOver = !list.seek(seek.frame());
      }
    }
    int frames = list.read(block.samples, blockFrames);
    if (frames <= 0) {
      isOver = frames < 0 && wanted.number() == done;
      isOutage |= frames == 0;
      return false;
    }
    block.frames = frames;
    block.done = 0;
    block.at = at;
    block.seek = done;
    block.file = list.playing();
    block.fileFrame = list.position() - frames;
    block.bits = list.bits();
    block.isAfterOutage = isOutage;
    isOutage = false;
    at += frames;
    return filled.offer(block);
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
