package io.crosspoint.app.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.crosspoint.app.cli.RouterProcess;
import io.crosspoint.lab.PeerProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two routers of one file that know nothing of each other, started apart, each on its own reading of the host's clock: what they send under
 * one timestamp is one packet, byte for byte, header and audio.
 */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class TwoRoutersSystemTest {

  private static final int APART_PACKETS = 700;
  /** Until a writer has caught up, the beginning of its input is a hole. */
  private static final int SETTLING_PACKETS = 1_000;

  private static final int COMPARED_PACKETS = 3_000;
  private static final int HEADER_BYTES = 12;
  private static final int SILENCE_MS = 20_000;

  @TempDir
  private Path directory;

  private PeerProcess start(String signal, int port) throws IOException {
    return PeerProcess.start(RouterProcess.command("run", file(signal, port).toString()));
  }

  private Path file(String signal, int port) throws IOException {
    // In a directory of its own: the state beside a file has one owner.
    return Files.writeString(Files.createTempDirectory(directory, "twin").resolve("router.yaml"), """
        name: twin
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: local }
        inputs: { in: { tone: { signal: %s }, format: L24/48000/4, window: 500ms } }
        outputs: { out: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/4 } }
        routes: [ { from: in, to: out } ]
        http: { listen: 127.0.0.1:0 }
        """.formatted(signal, port));
  }

  @ParameterizedTest
  @ValueSource(strings = "pink")
  void shouldSendTheSameBytes(String signal) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      socket.setSoTimeout(SILENCE_MS);
      socket.setReceiveBufferSize(1 << 20);
      Map<SocketAddress, Map<Integer, byte[]>> heard = new LinkedHashMap<>();
      try (PeerProcess first = start(signal, socket.getLocalPort())) {
        hear(socket, heard, 1, APART_PACKETS);
        try (PeerProcess second = start(signal, socket.getLocalPort())) {
          hear(socket, heard, 2, SETTLING_PACKETS);
          heard.values().forEach(Map::clear);
          hear(socket, heard, 2, COMPARED_PACKETS);
          assertEquals(2, heard.size(), first.output() + second.output());
        }
      }
      compare(heard.values().toArray(Map[]::new));
    }
  }

  /** Until so many senders have each sent so many packets. */
  private static void hear(DatagramSocket socket, Map<SocketAddress, Map<Integer, byte[]>> heard, int senders, int packets)
      throws IOException {
    byte[] buffer = new byte[2048];
    DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
    while (heard.size() < senders || heard.values().stream().anyMatch(sent -> sent.size() < packets)) {
      datagram.setLength(buffer.length);
      socket.receive(datagram);
      byte[] packet = Arrays.copyOf(buffer, datagram.getLength());
      heard.computeIfAbsent(datagram.getSocketAddress(), _ -> new HashMap<>()).put(ByteBuffer.wrap(packet).getInt(4), packet);
    }
  }

  private static void compare(Map<?, ?>[] heard) {
    Set<Object> common = new HashSet<>(heard[0].keySet());
    common.retainAll(heard[1].keySet());
    assertFalse(common.size() < COMPARED_PACKETS / 2, "only " + common.size() + " timestamps of both");
    Set<Integer> contents = new HashSet<>();
    for (Object timestamp : common) {
      byte[] packet = (byte[]) heard[0].get(timestamp);
      assertArrayEquals((byte[]) heard[1].get(timestamp), packet, () -> "timestamp " + timestamp);
      contents.add(Arrays.hashCode(Arrays.copyOfRange(packet, HEADER_BYTES, packet.length)));
    }
    assertFalse(contents.size() < 10, "there is no audio in it");
  }
}
