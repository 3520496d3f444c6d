package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.linux.NetworkDevice;
import io.crosspoint.ptp.port.Measurements;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PortSettings;
import io.crosspoint.ptp.port.PtpProfile;
import io.crosspoint.ptp.wire.PortIdentity;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.Ptp4l;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Records what a slave measures at a real ptp4l on this machine, for the replay tests: {@code Capture FILE SECONDS}.
 *
 * <p>Master and slave stamp with the same {@code CLOCK_REALTIME}, so both ends of every measurement are on one timescale and the truth is
 * known: the offset between them is 0. The file (gzip) holds, for each measurement in the order in which it was known, a byte (0 Sync,
 * 1 delay request), the local stamp as a long difference to the one before in the file, and the remote stamp − local stamp as an int.
 */
public final class Capture {

  private Capture() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    long seconds = Long.parseLong(arguments[1]);
    List<LabHost> hosts = new ArrayList<>();
    try (NetworkLab lab = NetworkLab.pair(hosts);
        DataOutputStream out = new DataOutputStream(new GZIPOutputStream(open(file)))) {
      lab.owned(Ptp4l.grandmaster(hosts.get(0), "red")).start().awaitMaster();
      System.out.println(file + ": load at start " + load());
      int count = hosts.get(1).call(() -> record(out, seconds));
      System.out.println(file + ": " + count + " measurements, load at end " + load());
    }
  }

  private static int record(DataOutputStream out, long seconds) throws Exception {
    HostClocks clocks = HostClocks.ofThisHost();
    NetworkDevice device = NetworkDevice.find("red").orElseThrow();
    PortIdentity own = new PortIdentity(device.identity(), 1);
    Recorder recorder = new Recorder(out);
    try (PtpAgent agent = PtpAgent.open(device, new PortSettings(own, 0, PtpProfile.AES67, false, List.of()), recorder, clocks)) {
      recorder.converter = agent.converter();
      long endNs = clocks.rawNs() + seconds * 1_000_000_000L;
      while (agent.runOnce() - endNs < 0) {
        if (recorder.failure != null) {
          throw recorder.failure;
        }
      }
    }
    return recorder.count;
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }

  private static OutputStream open(Path file) throws IOException {
    return Files.newOutputStream(file);
  }

  private static final class Recorder implements Measurements {

    private final DataOutputStream out;
    private @Nullable StampConverter converter;
    private @Nullable IOException failure;
    private long lastLocalNs;
    private int count;

    Recorder(DataOutputStream out) {
      this.out = out;
    }

    @Override
    public void onSync(long ptpNs, long rawNs, int logInterval) {
      write(0, ptpNs, rawNs);
    }

    @Override
    public void onDelay(long ptpNs, long rawNs) {
      write(1, ptpNs, rawNs);
    }

    @Override
    public void onParent(@Nullable ParentData parent) {
      System.out.println("parent " + parent);
    }

    private void write(int kind, long ptpNs, long rawNs) {
      long localNs = converter.realtimeNs() - (converter.rawNs() - rawNs);
      try {
        out.writeByte(kind);
        out.writeLong(localNs - lastLocalNs);
        out.writeInt((int) (ptpNs - localNs));
      } catch (IOException e) {
        failure = e;
      }
      lastLocalNs = localNs;
      count++;
    }
  }
}
