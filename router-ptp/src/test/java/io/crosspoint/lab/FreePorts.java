package io.crosspoint.lab;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nobody uses, so that tests that run at once, or on a machine with services, do not meet. They are below those that Linux
 * gives to sockets without a port of their own (from 32768 on), and none is told twice: until its user binds it, nobody gets it by chance.
 */
public final class FreePorts {

  private static final int FIRST = 16_000;
  private static final int COUNT = 16_000;

  /** Anywhere, for other Java machines do the same. */
  private static final AtomicInteger next = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePorts() {}

  /** Different UDP ports that are free on 127.0.0.1 now. */
  public static List<Integer> udp(int count) {
    List<Integer> free = new ArrayList<>();
    while (free.size() < count) {
      int port = candidate();
      try (DatagramSocket probe = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
        free.add(probe.getLocalPort());
      } catch (IOException taken) {
        continue;
      }
    }
    return free;
  }

  /** A TCP port that is free on 127.0.0.1 now. */
  public static int tcp() {
    while (true) {
      int port = candidate();
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
  }

  private static int candidate() {
    return FIRST + Math.floorMod(next.getAndIncrement(), COUNT);
  }
}
