package io.crosspoint.app.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A Broadcast Wave file that grows. Its header is brought up to date from time to time, so that what a power cut leaves behind is readable.
 *
 * <p><b>Thread:</b> belongs to one thread; blocks for the disk.
 */
final class RecordingFile implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 17;

  private final Path path;
  private final BroadcastWave header;
  private final long limitBytes;
  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long dataBytes;
  /** Bytes of audio that are in the file. */
  private long writtenBytes;

  /**
   * Creates the file.
   *
   * @param limitBytes the size from which it becomes RF64
   * @throws java.nio.file.FileAlreadyExistsException when it is there: a recording never replaces another
   */
  RecordingFile(Path path, BroadcastWave header, long limitBytes) throws IOException {
    this.path = path;
    this.header = header;
    this.limitBytes = limitBytes;
    this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      writeFully(header.bytes(0, limitBytes), 0);
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** Frames that were given to {@link #append}. */
  long frames() {
    return dataBytes / header.format().frameBytes();
  }

  /** Frames that have reached the file. */
  long writtenFrames() {
    return writtenBytes / header.format().frameBytes();
  }

  /** Appends audio, little-endian, whole frames. It may stay in memory until {@link #flush}. */
  void append(ByteBuffer audio) throws IOException {
    dataBytes += audio.remaining();
    while (audio.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      int bytes = Math.min(buffer.remaining(), audio.remaining());
      buffer.put(audio.slice(audio.position(), bytes));
      audio.position(audio.position() + bytes);
    }
  }

  /** Brings file and header up to date. */
  void flush() throws IOException {
    drain();
    writeFully(header.bytes(writtenBytes, limitBytes), 0);
  }

  private void drain() throws IOException {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        writtenBytes += file.write(buffer, header.lengthBytes() + writtenBytes);
      }
    } finally {
      buffer.clear();
    }
  }

  private void writeFully(ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes, at + bytes.position());
    }
  }

  /** Ends a file whose disk is full: what is in it, to the last whole frame, stays readable. */
  void abandon() throws IOException {
    try (file) {
      writtenBytes = writtenFrames() * header.format().frameBytes();
      file.truncate(header.lengthBytes() + writtenBytes);
      // The header's blocks exist already: this needs no room.
      writeFully(header.bytes(writtenBytes, limitBytes), 0);
    }
  }

  @Override
  public void close() throws IOException {
    flush();
    if ((writtenBytes & 1) == 1) {
      writeFully(ByteBuffer.allocate(1), header.lengthBytes() + writtenBytes);
    }
    file.close();
  }
}
