package io.crosspoint.app.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of an exposition while it is put together: one buffer, used again for every scrape. One thread at a time. */
final class Page {

  /** Whole numbers below this are printed as such; a double holds no greater ones exactly. */
  private static final double EXACT = 1L << 53;

  private byte[] bytes = new byte[64 * 1024];
  private int length;

  void clear() {
    length = 0;
  }

  void add(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  void endLine() {
    reserve(1);
    bytes[length++] = '\n';
  }

  void add(long value) {
    reserve(20);
    if (value >= 0 && value < 10) {
      // Most counters of a plant in order are 0.
      bytes[length++] = (byte) ('0' + value);
      return;
    }
    if (value < 0) {
      add(Long.toString(value));
      return;
    }
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    int at = length + digits;
    length = at;
    long rest = value;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
  }

  void add(double value) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT) {
      add((long) value);
    } else if (Double.isInfinite(value)) {
      add(value > 0 ? "+Inf" : "-Inf");
    } else {
      add(Double.toString(value));
    }
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
