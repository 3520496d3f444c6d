package io.crosspoint.app.tap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Bytes that are put together. */
final class Bytes {

  private byte[] bytes = new byte[8192];
  private int length;

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  Bytes put(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  Bytes put(byte[] more) {
    ensure(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  /** The least significant byte first. */
  Bytes little(long value, int count) {
    for (int i = 0; i < count; i++) {
      put((int) (value >>> (8 * i)));
    }
    return this;
  }

  /** The most significant byte first. */
  Bytes big(long value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      put((int) (value >>> (8 * i)));
    }
    return this;
  }

  Bytes text(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      put(ascii.charAt(i));
    }
    return this;
  }

  Bytes zeros(int count) {
    ensure(count);
    length += count;
    return this;
  }

  Bytes copy(MemorySegment from, long offset, int count) {
    ensure(count);
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, bytes, length, count);
    length += count;
    return this;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }
}
