package io.crosspoint.app.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file that the model's state survives in. Lines are appended and forced to disk; when they are many more than what they add up to, the
 * sum is written to a new file that takes the old one's place, and the old one stays beside it as {@code .old}. Whatever moment a process
 * is killed at, the file holds every line that was forced, and at most one torn line behind them.
 *
 * <p><b>Thread:</b> opened by one, then owned by the recorder's.
 */
final class Journal implements AutoCloseable {

  private static final String HEADER = "crosspoint-state 1";
  private static final int COMPACT_LINES = 1000;
  private static final long MOST_BYTES = 256L << 20;

  private final Path file;
  private final FileChannel lockFile;
  private final Memory memory = new Memory();
  private final List<String> findings = new ArrayList<>();
  private @Nullable FileChannel channel;
  private int lines;

  private Journal(Path file, FileChannel lockFile) {
    this.file = file;
    this.lockFile = lockFile;
  }

  /**
   * Reads what is there, mends it, and is ready to append.
   *
   * @throws IOException when the file cannot be had, or belongs to a router that runs
   */
  static Journal open(Path file) throws IOException {
    FileChannel lockFile = FileChannel.open(beside(file, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lockFile.tryLock();
      if (lock == null) {
        throw new IOException("another router uses it");
      }
      Journal journal = new Journal(file, lockFile);
      journal.read();
      journal.compact();
      return journal;
    } catch (OverlappingFileLockException e) {
      lockFile.close();
      throw new IOException("another router uses it", e);
    } catch (IOException e) {
      lockFile.close();
      throw e;
    }
  }

  Memory memory() {
    return memory;
  }

  /** What was wrong with the file, one sentence each. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  private void read() throws IOException {
    if (Files.exists(file) && !tryRead(file)) {
      Path broken = beside(file, ".broken");
      Files.move(file, broken, StandardCopyOption.REPLACE_EXISTING);
      Path old = beside(file, ".old");
      boolean isSaved = Files.exists(old) && tryRead(old);
      findings.add(file + " is no journal and was set aside as " + broken.getFileName()
          + (isSaved ? "; the one before it was used" : "; nothing is left of the changes before"));
    }
  }

  /** Returns whether it is a journal; lines of it that are damaged are left out and told. */
  private boolean tryRead(Path from) throws IOException {
    if (Files.size(from) > MOST_BYTES) {
      return false;
    }
    String text = new String(Files.readAllBytes(from), StandardCharsets.UTF_8);
    if (!text.startsWith(HEADER + "\n")) {
      return false;
    }
    String[] all = text.split("\n", -1);
    int damaged = 0;
    for (int i = 1; i < all.length - 1; i++) {
      Optional<List<JournalEntry>> entries = JournalText.entries(all[i]);
      entries.ifPresent(memory::take);
      damaged += entries.isPresent() ? 0 : 1;
    }
    if (!all[all.length - 1].isEmpty()) {
      findings.add(from + " ended in the middle of a line (" + all[all.length - 1].length() + " characters), which was left out");
    }
    if (damaged > 0) {
      findings.add(from + " had " + damaged + " damaged lines, which were left out");
    }
    return true;
  }

  /** Appends one line for each list and forces them to disk. After a failure the next call writes everything anew. */
  void append(List<List<JournalEntry>> commands) throws IOException {
    commands.forEach(memory::take);
    FileChannel open = channel;
    if (open == null || (lines > COMPACT_LINES && lines > 4 * memory.size())) {
      compact();
      return;
    }
    StringBuilder text = new StringBuilder();
    commands.forEach(entries -> text.append(JournalText.line(entries)).append('\n'));
    try {
      write(open, text);
      open.force(false);
      lines += commands.size();
    } catch (IOException e) {
      channel = null;
      open.close();
      throw e;
    }
  }

  /** Writes what {@link #memory} holds, and nothing else, to a new file. */
  private void compact() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
    Path next = beside(file, ".new");
    try (FileChannel out =
        FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
      StringBuilder text = new StringBuilder(HEADER).append('\n');
      memory.entries().forEach(entry -> text.append(JournalText.line(List.of(entry))).append('\n'));
      write(out, text);
      out.force(true);
    }
    if (Files.exists(file)) {
      Path copy = beside(file, ".copy");
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.move(copy, beside(file, ".old"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory();
    lines = memory.size();
    channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /** Makes the new name of a file last; systems on which a directory cannot be opened keep it anyway. */
  private void forceDirectory() {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
        opened.force(true);
      } catch (IOException notOnThisSystem) {
        return;
      }
    }
  }

  private static void write(FileChannel out, StringBuilder text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
    lockFile.close();
  }
}
