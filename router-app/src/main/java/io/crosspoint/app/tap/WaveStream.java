package io.crosspoint.app.tap;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.tap.LiveRing;
import io.crosspoint.pipeline.tap.LiveTap;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A stream as WAV. Frames that are not there are silence, so that time in the file is time in the plant; but what a slow reader of an
 * endless file has missed is left out, so that he hears what is on air now.
 */
final class WaveStream extends TapStream {

  private static final int PCM = 1;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final long UNKNOWN = 0xFFFF_FFFFL;
  private static final int LONGEST_GAP_S = 10;
  /** The rest of every subformat GUID that stands for a plain format number (0000xxxx-0000-0010-8000-00AA00389B71). */
  private static final int[] GUID_TAIL = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};

  private final AudioFormat format;
  private final Encoding encoding;
  private final int payloadType;
  private final int[] channels;
  private final int bits;
  /** How many frames the file is to have; {@link Long#MAX_VALUE} for without end. */
  private final long limit;

  private final RtpPacket packet = new RtpPacket();
  private int[] samples = new int[0];
  private boolean hasBegun;
  private long nextIndex;
  private long frames;

  /** @param payloadType of packets as received; others are not this stream */
  WaveStream(LiveTap tap, AudioFormat format, int payloadType, WaveForm form) {
    super(tap);
    this.format = format;
    this.encoding = tap.kind() == LiveTap.Kind.INPUT_AUDIO ? Encoding.L24 : format.encoding();
    this.payloadType = payloadType;
    this.channels =
        form.channels().isEmpty()
            ? IntStream.range(0, format.channels()).toArray()
            : form.channels().stream().mapToInt(channel -> channel - 1).toArray();
    this.bits = form.bits();
    this.limit = form.seconds() == 0 ? Long.MAX_VALUE : (long) form.seconds() * format.rateHz();
  }

  @Override
  public String contentType() {
    return "audio/wav";
  }

  private int frameBytes() {
    return channels.length * bits / 8;
  }

  /** Whether a file of this form has a length that its header can say. */
  static boolean isTooLong(WaveForm form, AudioFormat format) {
    int wanted = form.channels().isEmpty() ? format.channels() : form.channels().size();
    return (long) form.seconds() * format.rateHz() * wanted * form.bits() / 8 > UNKNOWN - 100;
  }

  @Override
  public byte[] head() {
    boolean isExtensible = channels.length > 2;
    int formatBytes = isExtensible ? 40 : 16;
    boolean isEndless = limit == Long.MAX_VALUE;
    long dataBytes = isEndless ? UNKNOWN : limit * frameBytes();
    Bytes to = new Bytes();
    to.text("RIFF").little(isEndless ? UNKNOWN : 4 + 8 + formatBytes + 8 + dataBytes, 4).text("WAVE");
    to.text("fmt ").little(formatBytes, 4).little(isExtensible ? EXTENSIBLE : PCM, 2).little(channels.length, 2);
    to.little(format.rateHz(), 4).little((long) format.rateHz() * frameBytes(), 4).little(frameBytes(), 2).little(bits, 2);
    if (isExtensible) {
      // No speaker has been said for any channel.
      to.little(22, 2).little(bits, 2).little(0, 4).little(PCM, 2);
      Arrays.stream(GUID_TAIL).forEach(to::put);
    }
    return to.text("data").little(dataBytes, 4).toArray();
  }

  @Override
  void append(Bytes to) {
    LiveRing ring = tap().ring();
    long from = ring.offset();
    int bytes = ring.length();
    long index = ring.index();
    if (tap().kind() != LiveTap.Kind.INPUT_AUDIO) {
      if (packet.parse(ring.memory(), from, bytes) != RtpPacket.Verdict.VALID || packet.payloadType() != payloadType) {
        return;
      }
      from = packet.payloadOffset();
      bytes = packet.payloadBytes();
      index = tap().kind() == LiveTap.Kind.INPUT_PACKETS ? extended(packet.timestamp()) : index;
    }
    int count = bytes / (format.channels() * encoding.bytesPerSample());
    if (samples.length < count * format.channels()) {
      samples = new int[count * format.channels()];
    }
    Samples.read(encoding, ring.memory(), from, samples, 0, count * format.channels());
    put(index, count, to);
  }

  private long extended(int timestamp) {
    return hasBegun ? nextIndex + (timestamp - (int) nextIndex) : timestamp & UNKNOWN;
  }

  /** What was given already is not given again: the other leg brought it. */
  private void put(long index, int count, Bytes to) {
    long gap = index - nextIndex;
    if (!hasBegun || Math.abs(gap) > (long) LONGEST_GAP_S * format.rateHz()) {
      hasBegun = true;
      nextIndex = index;
      gap = 0;
    }
    if (gap > 0) {
      long silent = Math.min(gap, limit - frames);
      to.zeros((int) silent * frameBytes());
      frames += silent;
      nextIndex = index;
    }
    int first = (int) Math.max(0, -gap);
    int end = (int) Math.min(count, first + (limit - frames));
    for (int frame = first; frame < end; frame++) {
      for (int channel : channels) {
        to.little(sample(samples[frame * format.channels() + channel]), bits / 8);
      }
    }
    if (end > first) {
      frames += end - first;
      nextIndex = index + end;
    }
  }

  /** An AES3 subframe has its audio in the lower 24 bits; everything else is left-justified. */
  private int sample(int word) {
    int wide = encoding == Encoding.AM824 ? word << 8 >> 8 : word >> 8;
    return bits == 24 ? wide : Math.min(Short.MAX_VALUE, (wide + 128) >> 8);
  }

  @Override
  public void skip() {
    super.skip();
    hasBegun &= limit != Long.MAX_VALUE;
  }

  @Override
  public boolean isOver() {
    return frames >= limit;
  }
}
