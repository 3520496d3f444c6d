package io.crosspoint.app.demo;

import io.crosspoint.app.cli.CommandFailure;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Finds ports that nobody has, so that two demonstrations can run at once. */
final class FreePorts {

  private static final int FIRST = 35_004;
  private static final int LAST = 60_000;

  private FreePorts() {}

  /** The first of {@code count} free ports in a row, an even one. */
  static int find(InetAddress address, int count) {
    for (int first = FIRST; first + count <= LAST; first += (count + 1) & -2) {
      if (areFree(address, first, count)) {
        return first;
      }
    }
    throw CommandFailure.atRunTime("no " + count + " free UDP ports in a row on " + address.getHostAddress());
  }

  private static boolean areFree(InetAddress address, int first, int count) {
    for (int port = first; port < first + count; port += 2) {
      try (DatagramSocket probe = new DatagramSocket(port, address)) {
        if (!probe.isBound()) {
          return false;
        }
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
