package io.crosspoint.app.sendspin;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** The least of a WebSocket server (RFC 6455), on 127.0.0.1, for one connection at a time. */
final class WebSocketServer implements AutoCloseable {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** What the server does with what it hears; runs on the connection's thread. */
  interface Handler {
    void onText(Connection from, String text) throws IOException;
  }

  /** One accepted connection. */
  static final class Connection {
    private final Socket socket;
    private final DataOutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.out = new DataOutputStream(socket.getOutputStream());
    }

    void send(String text) throws IOException {
      frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] binary) throws IOException {
      frame(BINARY, binary);
    }

    synchronized void frame(int opcode, byte[] payload) throws IOException {
      out.writeByte(0x80 | opcode);
      if (payload.length < 126) {
        out.writeByte(payload.length);
      } else if (payload.length < 1 << 16) {
        out.writeByte(126);
        out.writeShort(payload.length);
      } else {
        out.writeByte(127);
        out.writeLong(payload.length);
      }
      out.write(payload);
      out.flush();
    }

    /** Breaks the connection, as a server does that crashes. */
    void drop() throws IOException {
      socket.close();
    }
  }

  private final ServerSocket listener;
  private final Handler handler;
  private final Thread thread;
  final List<Connection> connections = new CopyOnWriteArrayList<>();
  final List<String> heard = new CopyOnWriteArrayList<>();

  WebSocketServer(Handler handler) throws IOException {
    this.handler = handler;
    this.listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    this.thread = Thread.ofPlatform().daemon().name("ws-server").start(this::accept);
  }

  URI address() {
    return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/sendspin");
  }

  Connection newest() {
    return connections.getLast();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        Connection connection = new Connection(socket);
        shakeHands(in, connection);
        connections.add(connection);
        serve(in, connection);
      } catch (IOException gone) {
        // The next one may come.
      } catch (NoSuchAlgorithmException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }

  private static void shakeHands(DataInputStream in, Connection connection) throws IOException, NoSuchAlgorithmException {
    List<String> lines = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      lines.add(line);
    }
    String key = lines.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")).findFirst().orElseThrow();
    byte[] hash = MessageDigest.getInstance("SHA-1")
        .digest((key.substring(key.indexOf(':') + 1).strip() + GUID).getBytes(StandardCharsets.US_ASCII));
    connection.out.writeBytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n");
    connection.out.flush();
  }

  private static String line(DataInputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException();
      }
      line.write(octet);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }

  private void serve(DataInputStream in, Connection connection) throws IOException {
    while (true) {
      int opcode = in.readByte() & 0xF;
      long length = in.readByte() & 0x7F;
      length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes((int) length);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      if (opcode == TEXT) {
        String text = new String(payload, StandardCharsets.UTF_8);
        heard.add(text);
        handler.onText(connection, text);
      } else if (opcode == PING) {
        connection.frame(PONG, payload);
      } else if (opcode == CLOSE) {
        connection.frame(CLOSE, payload);
        return;
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Connection connection : connections) {
        connection.drop();
      }
      thread.join(1000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
