package io.crosspoint.app.file;

import java.io.Closeable;
import java.io.IOException;

/** Closing a file that was only read loses nothing, whatever the file system says about it. */
final class Quietly {

  private Quietly() {}

  static void close(Closeable file) {
    try {
      file.close();
    } catch (IOException ignored) {
      // Every frame that was wanted has been read.
    }
  }
}
