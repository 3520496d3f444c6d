package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * A datagram socket in the file system ({@code AF_UNIX}), which the JDK does not have. Never waits.
 *
 * <p><b>Thread:</b> one. Closing removes the file.
 */
public final class UnixDatagram implements AutoCloseable {

  private static final int AF_UNIX = 1;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int ADDRESS_BYTES = 110;
  private static final int PATH_OFFSET = 2;
  private static final int DATA_BYTES = 512;
  private static final int MSG_BYTES = 56;
  private static final int ENAMETOOLONG = 36;
  private static final int ECONNREFUSED = 111;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment errno = Libc.newErrno(arena);
  private final MemorySegment address = arena.allocate(ADDRESS_BYTES, 8);
  private final MemorySegment data = arena.allocate(DATA_BYTES, 8);
  private final MemorySegment iov = arena.allocate(16, 8);
  private final MemorySegment message = arena.allocate(MSG_BYTES, 8);
  private final Path path;
  private byte[] datagram = new byte[0];
  private Path sender = Path.of("");
  private int fd = -1;
  private boolean isBound;

  private UnixDatagram(Path path) {
    this.path = path;
  }

  /**
   * Opens one without a name, which nobody can answer.
   *
   * @throws IOException in words for an operator
   */
  public static UnixDatagram unnamed() throws IOException {
    UnixDatagram socket = new UnixDatagram(Path.of(""));
    try {
      socket.create();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Opens and binds. A socket file that nobody listens on is replaced; what else is there already is left alone.
   *
   * @throws IOException in words for an operator
   */
  public static UnixDatagram bind(Path path) throws IOException {
    UnixDatagram socket = new UnixDatagram(path);
    try {
      socket.open();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void create() throws IOException {
    int type = SocketOption.SOCK_DGRAM | SocketOption.SOCK_CLOEXEC | SOCK_NONBLOCK;
    fd = Errno.check(Libc.socket(errno, AF_UNIX, type, 0), "unix socket");
  }

  private void open() throws IOException {
    create();
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      replace();
    }
    byte[] name = address(path);
    if (isTooLong(name)) {
      throw new IOException("path too long for a socket: " + path);
    }
    Errno.check(Libc.bind(errno, fd, address, setAddress(name)), "socket file " + path);
    isBound = true;
  }

  private void replace() throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
      throw new IOException(path + " exists and is not a socket");
    }
    // An empty datagram from a socket without a name asks for nothing, and arrives only where somebody listens.
    if (trySend(new byte[0], address(path)) != -ECONNREFUSED) {
      throw new IOException(path + " is in use by another process");
    }
    Files.delete(path);
  }

  private static boolean isTooLong(byte[] name) {
    return name.length >= ADDRESS_BYTES - PATH_OFFSET;
  }

  private int setAddress(byte[] name) {
    address.fill((byte) 0);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, JAVA_BYTE, PATH_OFFSET, name.length);
    boolean isAbstract = name.length > 0 && name[0] == 0;
    return PATH_OFFSET + name.length + (isAbstract ? 0 : 1);
  }

  /** The file descriptor, to poll. */
  public int fd() {
    return fd;
  }

  /**
   * Sends to a socket file.
   *
   * @return whether the receiver is still there; a full queue counts as being there
   */
  public boolean send(byte[] datagram, Path to) {
    return send(datagram, address(to));
  }

  /** The same to an {@link #address}; allocates nothing. */
  public boolean send(byte[] datagram, byte[] to) {
    int sent = trySend(datagram, to);
    return sent >= 0 || sent == -Libc.EAGAIN || sent == -Libc.ENOBUFS;
  }

  /** A socket file's name in the kernel's words. */
  public static byte[] address(Path file) {
    return file.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The same of a name as environment variables have it: a path, or an address that stands in no file system ({@code unix(7)}), which is
   * written with an {@code @} for its leading zero byte.
   */
  public static byte[] address(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (name.startsWith("@")) {
      bytes[0] = 0;
    }
    return bytes;
  }

  /** Returns the bytes sent, or a negative errno. */
  private int trySend(byte[] datagram, byte[] to) {
    if (isTooLong(to)) {
      return -ENAMETOOLONG;
    }
    prepare(setAddress(to), datagram.length);
    MemorySegment.copy(datagram, 0, data, JAVA_BYTE, 0, datagram.length);
    int sent = Libc.sendOrFail(fd, message, SocketOption.MSG_DONTWAIT);
    if (sent >= 0) {
      return sent;
    }
    // Again, to learn why: the call that tells makes garbage.
    return Libc.sendmsg(errno, fd, message, SocketOption.MSG_DONTWAIT);
  }

  /** Receives one datagram into {@link #datagram} and {@link #sender}; returns whether there was one. */
  public boolean receive() {
    address.fill((byte) 0);
    prepare(ADDRESS_BYTES, DATA_BYTES);
    int length = Libc.receiveOrFail(fd, message, SocketOption.MSG_DONTWAIT);
    if (length < 0) {
      return false;
    }
    byte[] name = new byte[ADDRESS_BYTES - PATH_OFFSET];
    MemorySegment.copy(address, JAVA_BYTE, PATH_OFFSET, name, 0, name.length);
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    datagram = new byte[length];
    MemorySegment.copy(data, JAVA_BYTE, 0, datagram, 0, length);
    sender = Path.of(new String(Arrays.copyOf(name, end), StandardCharsets.UTF_8));
    return true;
  }

  public byte[] datagram() {
    return datagram;
  }

  /** The sender's socket file; the empty path when it has none. */
  public Path sender() {
    return sender;
  }

  private void prepare(int addressLength, int dataLength) {
    message.set(JAVA_LONG, 0, address.address());
    message.set(JAVA_INT, 8, addressLength);
    message.set(JAVA_LONG, 16, iov.address());
    message.set(JAVA_LONG, 24, 1);
    message.set(JAVA_LONG, 32, 0);
    message.set(JAVA_LONG, 40, 0);
    iov.set(JAVA_LONG, 0, data.address());
    iov.set(JAVA_LONG, 8, dataLength);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      int _ = Libc.close(errno, fd);
      fd = -1;
    }
    if (isBound) {
      isBound = false;
      // When it cannot be removed, the next one who binds replaces it.
      boolean _ = path.toFile().delete();
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
