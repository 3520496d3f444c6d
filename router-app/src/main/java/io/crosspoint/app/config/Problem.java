package io.crosspoint.app.config;

/**
 * Something that an operator should change, or know, about the file.
 *
 * @param line from 1; 0 when the problem is the file itself
 * @param column from 1
 * @param path the key, such as {@code inputs.studio1.streams[0].port}; empty for the file as a whole
 * @param message one sentence that continues the path, with the way out where there is one
 */
public record Problem(String file, int line, int column, String path, String message) {

  /** {@code file:line:column: path: message}, as compilers say it, so that editors can jump there. */
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line + ":" + column : "") + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
