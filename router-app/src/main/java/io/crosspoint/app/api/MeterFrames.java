package io.crosspoint.app.api;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.engine.RunningShard;
import io.crosspoint.pipeline.meter.PeakMeter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The levels of every channel as one binary frame: the version (1), the frame's number (32 bits, big-endian), then one byte a channel, all
 * inputs and then all outputs in the order of the layout. A level is 255 at full scale and one less for each half decibel below; 0 is
 * silence, or below −127 dB.
 *
 * <p><b>Thread:</b> one.
 */
final class MeterFrames {

  static final int HEADER_BYTES = 5;
  private static final byte VERSION = 1;
  private static final double FULL_SCALE = 1L << 31;

  /** The lowest peak that a level stands for. */
  private static final int[] THRESHOLDS = thresholds();

  private final List<PeakMeter> meters = new ArrayList<>();
  private final List<Map<String, Object>> layout = new ArrayList<>();
  private final long[] read;
  private final int channels;
  private int number;

  /** Of a started router. An input that several shards receive is metered in the first. */
  MeterFrames(Router router) {
    Map<String, PeakMeter> inputs = new LinkedHashMap<>();
    Map<String, PeakMeter> outputs = new LinkedHashMap<>();
    for (RunningShard shard : router.shards()) {
      for (int i = 0; i < shard.inputs().size(); i++) {
        inputs.putIfAbsent(shard.inputs().get(i).name(), shard.inputPeaks(i));
      }
      for (int o = 0; o < shard.outputs().size(); o++) {
        outputs.put(shard.outputs().get(o).name(), shard.outputPeaks(o));
      }
    }
    int at = 0;
    for (InputSpec input : router.plant().inputs()) {
      at = add("input", input.name(), inputs.get(input.name()), at);
    }
    for (OutputSpec output : router.plant().outputs()) {
      at = add("output", output.name(), outputs.get(output.name()), at);
    }
    this.channels = at;
    this.read = new long[meters.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = PeakMeter.NONE;
    }
  }

  private int add(String kind, String name, @Nullable PeakMeter meter, int at) {
    if (meter == null) {
      return at;
    }
    meters.add(meter);
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("kind", kind);
    place.put("name", name);
    place.put("channels", meter.channels());
    place.put("offset", at);
    layout.add(place);
    return at + meter.channels();
  }

  /** What stands where in a frame, behind its header. */
  List<Map<String, Object>> layout() {
    return List.copyOf(layout);
  }

  int channels() {
    return channels;
  }

  /** The peaks since the frame before. */
  byte[] next() {
    byte[] frame = new byte[HEADER_BYTES + channels];
    frame[0] = VERSION;
    for (int i = 0; i < 4; i++) {
      frame[1 + i] = (byte) (number >>> (24 - 8 * i));
    }
    number++;
    int at = HEADER_BYTES;
    for (int i = 0; i < read.length; i++) {
      PeakMeter meter = meters.get(i);
      long newest = meter.newest();
      for (int channel = 0; channel < meter.channels(); channel++) {
        frame[at++] = (byte) level(meter.peakSince(channel, read[i], newest));
      }
      read[i] = newest;
    }
    return frame;
  }

  private static int[] thresholds() {
    int[] thresholds = new int[256];
    for (int level = 1; level < 256; level++) {
      // A quarter of a decibel below its nominal value: to the nearest.
      thresholds[level] = (int) Math.min(Integer.MAX_VALUE, FULL_SCALE * Math.pow(10, ((level - 255) / 2.0 - 0.25) / 20));
    }
    return thresholds;
  }

  /** @param peak 0 to 2^31 − 1 */
  static int level(int peak) {
    int least = 0;
    int most = 255;
    while (least < most) {
      int middle = (least + most + 1) >>> 1;
      if (peak >= THRESHOLDS[middle]) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    return peak == 0 ? 0 : least;
  }
}
