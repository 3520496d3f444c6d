package io.crosspoint.app.sendspin;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Encoded chunks that wait for their time, in the order in which they came. */
final class ChunkQueue {

  /**
   * One chunk as it came.
   *
   * @param serverNs when its first frame is to be heard, on the server's clock
   * @param message the whole binary message
   */
  record Chunk(long serverNs, ByteBuffer message, ChunkDecoder decoder) {}

  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private final long mostBytes;
  private long bytes;

  ChunkQueue(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** @return false when the server sends more than was agreed */
  boolean offer(Chunk chunk) {
    if (bytes + chunk.message().limit() > mostBytes) {
      return false;
    }
    bytes += chunk.message().limit();
    chunks.add(chunk);
    return true;
  }

  @Nullable Chunk peek() {
    return chunks.peek();
  }

  void remove() {
    bytes -= chunks.remove().message().limit();
  }

  void clear() {
    chunks.clear();
    bytes = 0;
  }

  int size() {
    return chunks.size();
  }
}
