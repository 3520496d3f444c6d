package io.crosspoint.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.doctor.Finding.Level;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.ptp.linux.NetworkDevice;
import io.crosspoint.ptp.linux.NicPower;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A switch that snoops and asks, one that snoops and does not, and what is said of each. */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class QuerierSystemTest {

  private static Finding look(LabHost host, int listenMs) throws Exception {
    return host.call(() -> {
      int index = NetworkDevice.find("red").orElseThrow().index();
      Nic nic = new Nic("red", index, (Inet4Address) InetAddress.getByName(host.address("red")));
      return QuerierCheck.look("red", nic, listenMs);
    });
  }

  @Test
  void shouldHearAQuerierAndMissOne() throws Exception {
    List<LabHost> hosts = new ArrayList<>();
    try (NetworkLab _ = NetworkLab.pair(hosts)) {
      LabHost plant = hosts.get(0);
      LabHost router = hosts.get(1);
      Finding silent = look(router, 500);
      assertEquals(Level.WARN, silent.level(), silent.toString());
      assertTrue(silent.message().startsWith("no IGMP querier on red"), silent.toString());

      plant.run("ip", "link", "add", "bridge0", "type", "bridge", "mcast_snooping", "1", "mcast_querier", "1", "mcast_igmp_version", "3");
      plant.run("ip", "link", "set", "red", "master", "bridge0");
      plant.run("ip", "link", "set", "bridge0", "up");
      Finding asked = look(router, 20_000);
      assertEquals(Level.OK, asked.level(), asked.toString());
      assertTrue(asked.message().startsWith("IGMPv3 querier on red: "), asked.toString());
      // A virtual cable saves no power, and its driver says so, or nothing.
      assertEquals(new NicPower(false, 0), router.call(() -> NicPower.of("red")));
    }
  }
}
