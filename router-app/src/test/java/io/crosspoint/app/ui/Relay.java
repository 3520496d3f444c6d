package io.crosspoint.app.ui;

import io.crosspoint.lab.LabHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port of this machine's loopback that leads to one of a host in a laboratory: a browser is no part of the laboratory. */
final class Relay implements AutoCloseable {

  private final LabHost host;
  private final int port;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  Relay(LabHost host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::admit);
  }

  String address() {
    return "http://127.0.0.1:" + door.getLocalPort() + "/";
  }

  private void admit() {
    while (!door.isClosed()) {
      try {
        Socket here = door.accept();
        open.add(here);
        Socket there = host.call(() -> new Socket(InetAddress.getLoopbackAddress(), port));
        open.add(there);
        Thread.ofPlatform().daemon().start(() -> pass(here, there));
        Thread.ofPlatform().daemon().start(() -> pass(there, here));
      } catch (Exception refused) {
        // The router is not there yet, or the test is over: the browser, too, sees a connection that is closed.
        System.getLogger("Relay").log(System.Logger.Level.DEBUG, "not relayed", refused);
      }
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException closed) {
      System.getLogger("Relay").log(System.Logger.Level.DEBUG, "closed", closed);
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
