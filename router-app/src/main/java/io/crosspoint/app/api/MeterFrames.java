package io.crosspoint.app.api;

import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.meter.PeakMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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

  private final Supplier<Roster> roster;
  private Picture now = Picture.of(List.of(), List.of(), -1);
  private int number;

  /** The meters of one roster, and what was read of them last. */
  private static final class Picture {
    final long roster;
    final List<PeakMeter> meters;
    final List<Map<String, Object>> layout;
    final long[] read;
    final int channels;

    private Picture(long roster, List<PeakMeter> meters, List<Map<String, Object>> layout, int channels) {
      this.roster = roster;
      this.meters = List.copyOf(meters);
      this.layout = List.copyOf(layout);
      this.read = new long[meters.size()];
      this.channels = channels;
      Arrays.fill(read, PeakMeter.NONE);
    }

    static Picture of(List<Roster.Input> inputs, List<Roster.Output> outputs, long roster) {
      // An input that several shards receive is metered in the first; of two with one name, the newer.
      Map<String, PeakMeter> ofInputs = new LinkedHashMap<>();
      inputs.stream().filter(input -> !input.places().isEmpty())
          .forEach(input -> ofInputs.put(input.spec().name(), input.places().getFirst().peaks()));
      Map<String, PeakMeter> ofOutputs = new LinkedHashMap<>();
      outputs.forEach(output -> ofOutputs.put(output.spec().name(), output.peaks()));
      List<PeakMeter> meters = new ArrayList<>();
      List<Map<String, Object>> layout = new ArrayList<>();
      int at = add("input", ofInputs, meters, layout, 0);
      int channels = add("output", ofOutputs, meters, layout, at);
      return new Picture(roster, meters, layout, channels);
    }

    private static int add(
        String kind, Map<String, PeakMeter> from, List<PeakMeter> meters, List<Map<String, Object>> layout, int begin) {
      int at = begin;
      for (Map.Entry<String, PeakMeter> entry : from.entrySet()) {
        meters.add(entry.getValue());
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("kind", kind);
        place.put("name", entry.getKey());
        place.put("channels", entry.getValue().channels());
        place.put("offset", at);
        layout.add(place);
        at += entry.getValue().channels();
      }
      return at;
    }
  }

  MeterFrames(Supplier<Roster> roster) {
    this.roster = roster;
    follow();
  }

  /** Looks which streams there are. @return whether the layout is another now */
  boolean follow() {
    Roster present = roster.get();
    if (present.number() == now.roster) {
      return false;
    }
    List<Map<String, Object>> before = now.layout;
    now = Picture.of(present.inputs(), present.outputs(), present.number());
    return !before.equals(now.layout);
  }

  /** What stands where in a frame, behind its header. */
  List<Map<String, Object>> layout() {
    return now.layout;
  }

  int channels() {
    return now.channels;
  }

  /** The peaks since the frame before. */
  byte[] next() {
    Picture picture = now;
    byte[] frame = new byte[HEADER_BYTES + picture.channels];
    frame[0] = VERSION;
    for (int i = 0; i < 4; i++) {
      frame[1 + i] = (byte) (number >>> (24 - 8 * i));
    }
    number++;
    int at = HEADER_BYTES;
    for (int i = 0; i < picture.read.length; i++) {
      PeakMeter meter = picture.meters.get(i);
      long newest = meter.newest();
      for (int channel = 0; channel < meter.channels(); channel++) {
        frame[at++] = (byte) level(meter.peakSince(channel, picture.read[i], newest));
      }
      picture.read[i] = newest;
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
