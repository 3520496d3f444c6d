package io.crosspoint.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkLabSystemTest {

  @Test
  void shouldCarryDatagramsBetweenHostsOfThisProcess() throws Exception {
    List<LabHost> hosts = new ArrayList<>();
    try (NetworkLab lab = NetworkLab.pair(hosts)) {
      assertFalse(hosts.isEmpty(), lab.toString());
      assertEquals("hello", relay(hosts.get(0), hosts.get(1)));
    }
  }

  @Test
  void shouldBridgeThreeHosts() throws Exception {
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost one = lab.host("one");
      LabHost two = lab.host("two");
      LabHost three = lab.host("three");
      lab.connect("red", "10.77.0", one, two, three);
      assertEquals("10.77.0.3", three.address("red"));
      assertEquals("hello", relay(one, three));
      assertEquals("hello", relay(three, two));
    }
  }

  @Test
  void shouldLeaveNothingBehind() {
    String namespace;
    PeerProcess process;
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost host = lab.host("only");
      namespace = host.namespace();
      process = host.start("sleep", "60");
      assertTrue(process.isAlive());
      assertTrue(Files.exists(Path.of("/run/netns", namespace)));
    }
    assertFalse(process.isAlive());
    assertFalse(Files.exists(Path.of("/run/netns", namespace)));
  }

  @Test
  void shouldRunAGrandmaster() {
    Peers.require("ptp4l");
    List<LabHost> hosts = new ArrayList<>();
    try (NetworkLab lab = NetworkLab.pair(hosts);
        Ptp4l gm = lab.owned(Ptp4l.grandmaster(hosts.get(0), "red")).start().awaitMaster()) {
      assertTrue(gm.process().isAlive());
      gm.kill();
      assertFalse(gm.process().isAlive());
    }
  }

  @Test
  void shouldSayWhatAFailedCommandPrinted() {
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost host = lab.host("only");
      AssertionError error = assertThrows(AssertionError.class, () -> host.run("ip", "link", "show", "nowhere"));
      assertTrue(error.getMessage().contains("nowhere"), error.getMessage());
    }
  }

  private static String relay(LabHost from, LabHost to) throws Exception {
    DatagramSocket receiver = to.call(() -> new DatagramSocket(5004, InetAddress.getByName(to.address("red"))));
    try (receiver) {
      assertTrue(to.call(() -> NetworkInterface.getByName("red") != null));
      receiver.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
      try (DatagramSocket sender = from.call(() -> new DatagramSocket(0, InetAddress.getByName(from.address("red"))))) {
        byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
        sender.send(new DatagramPacket(hello, hello.length, new InetSocketAddress(to.address("red"), 5004)));
      }
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      receiver.receive(packet);
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }
  }
}
