package io.crosspoint.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Ports that nobody uses, so that tests that run at once, or on a machine with services, do not meet. */
public final class FreePorts {

  private FreePorts() {}

  /** Different UDP ports that are free on 127.0.0.1 now. */
  public static List<Integer> udp(int count) {
    List<DatagramSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        held.add(socket);
      }
      return held.stream().map(DatagramSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      held.forEach(DatagramSocket::close);
    }
  }
}
