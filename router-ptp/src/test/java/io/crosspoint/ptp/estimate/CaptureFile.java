package io.crosspoint.ptp.estimate;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Measurements of a slave at a real ptp4l with software stamps on a veth pair, 8 Sync and 8 delay requests a second, 300 s; written by
 * {@code io.crosspoint.ptp.clock.Capture}. Both ends stamp with the same clock, so the true offset is 0.
 *
 * @param isDelay direction of each measurement: false Sync, true delay request
 * @param localNs local stamp of each, on the common timescale, ns since the first
 * @param remoteNs remote stamp of each
 */
record CaptureFile(String name, boolean[] isDelay, long[] localNs, long[] remoteNs) {

  /** The ten that the estimator was designed on, six that were taken apart and looked at when it was done, two with both cores busy. */
  private static final List<String> RECORDED =
      List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "busy-1", "busy-2");


  static CaptureFile read(String name, InputStream stream) throws IOException {
    boolean[] isDelay = new boolean[100_000];
    long[] localNs = new long[isDelay.length];
    long[] remoteNs = new long[isDelay.length];
    int count = 0;
    long local = 0;
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(stream)))) {
      while (true) {
        isDelay[count] = in.readByte() == 1;
        long delta = in.readLong();
        local = count == 0 ? 0 : local + delta;
        localNs[count] = local;
        remoteNs[count] = local + in.readInt();
        count++;
      }
    } catch (EOFException e) {
      return new CaptureFile(name, Arrays.copyOf(isDelay, count), Arrays.copyOf(localNs, count), Arrays.copyOf(remoteNs, count));
    }
  }

  /** The captures in the test resources. */
  static List<CaptureFile> recorded() throws IOException {
    List<CaptureFile> captures = new ArrayList<>();
    for (String name : RECORDED) {
      String file = "/captures/veth-" + name + ".gz";
      captures.add(read(name, Objects.requireNonNull(CaptureFile.class.getResourceAsStream(file), file)));
    }
    return captures;
  }

  /** Whether both cores were kept busy while it was taken. */
  boolean isBusy() {
    return name.contains("busy");
  }

  int size() {
    return isDelay.length;
  }
}
