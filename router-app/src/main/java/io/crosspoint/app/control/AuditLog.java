package io.crosspoint.app.control;

import io.crosspoint.app.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who changed what: one JSON object a line, appended. Each carries the SHA-256 of the line before it, so that a line that was altered or
 * taken out shows. At 64 MB the file becomes {@code .1} and a new one goes on with the chain.
 *
 * <p><b>Thread:</b> opened by one, then owned by the recorder's.
 */
final class AuditLog implements AutoCloseable {

  private static final long ROTATE_BYTES = 64L << 20;
  private static final int TAIL_BYTES = 64 << 10;

  private final Path file;
  private FileChannel channel;
  private String before;

  private AuditLog(Path file, FileChannel channel, String before) {
    this.file = file;
    this.channel = channel;
    this.before = before;
  }

  /** @throws IOException when the file cannot be had */
  static AuditLog open(Path file) throws IOException {
    FileChannel channel = append(file);
    String last = lastLine(file);
    if (channel.size() > 0 && !endsWithNewline(file)) {
      channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }
    return new AuditLog(file, channel, hash(last));
  }

  private static FileChannel append(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static byte[] tail(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(in.size(), TAIL_BYTES));
      in.read(bytes, in.size() - bytes.capacity());
      return bytes.array();
    }
  }

  private static String lastLine(Path file) throws IOException {
    String text = new String(tail(file), StandardCharsets.UTF_8).stripTrailing();
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  private static boolean endsWithNewline(Path file) throws IOException {
    byte[] tail = tail(file);
    return tail.length > 0 && tail[tail.length - 1] == '\n';
  }

  /** Appends without forcing: the journal is what a restart needs. */
  void append(Map<String, Object> record) throws IOException {
    Map<String, Object> chained = new LinkedHashMap<>(record);
    chained.put("before", before);
    String line = Json.write(chained).stripTrailing();
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    before = hash(line);
    if (channel.size() > ROTATE_BYTES) {
      channel.close();
      Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      channel = append(file);
    }
  }

  void force() throws IOException {
    channel.force(false);
  }

  /** Of a line without its end. */
  static String hash(String line) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
