package io.crosspoint.app.source;

import io.crosspoint.pipeline.source.PlayoutSnapshot;
import io.crosspoint.pipeline.source.SourceCounter;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What passes between the router and a process that feeds it, over a Unix stream socket. All numbers are little-endian.
 *
 * <pre>
 * to the router, a header of 16 bytes:
 *   0  u8   0xCA
 *   1  u8   type: 0 audio, 1 pause (nothing is meant to follow), 2 ask (only wants the answer)
 *   2  u8   samples: 0 s16, 1 s24 (3 bytes), 2 s32 (left-justified), 3 f32 (full scale is 1.0)
 *   3  u8   low 8 bits of the clock epoch that the index is counted on, as the router told it
 *   4  u32  frames; 0 unless audio
 *   8  i64  media index of the first frame
 *   16      frames * channels samples, interleaved; at most 256 KiB
 *
 * to the process, 64 bytes, when it has connected, after each message, and when the epoch has changed:
 *   0  u8   0xCB
 *   1  u8   flags: bit 0 the transmitter runs, bit 1 the index of the message was of an epoch that has ended
 *   2  u16  channels
 *   4  u32  rate, Hz
 *   8  u32  epoch
 *   12 u32  window, frames: what is further ahead of the consumed index is refused
 *   16 i64  consumed index: what is before is refused
 *   24 i64  CLOCK_MONOTONIC at which it was consumed, ns
 *   32 i64  PTP time at which it was consumed, ns
 *   40 i64  readable index: where the first hole is
 *   48 u32  frames of the message that were accepted
 *   52 u32  frames that can be written behind the furthest one now
 *   56 u64  frames refused since the router began
 * </pre>
 */
final class ProcessProtocol {

  static final int HEADER_BYTES = 16;
  static final int REPLY_BYTES = 64;
  static final int MOST_PAYLOAD_BYTES = 256 << 10;

  private static final byte REQUEST = (byte) 0xCA;
  private static final byte REPLY = (byte) 0xCB;
  private static final int RUNS = 1;
  private static final int STALE = 2;

  /** What a message is. */
  enum Type { AUDIO, PAUSE, ASK }

  /** How its samples stand in it. */
  enum Encoding {
    S16(2),
    S24(3),
    S32(4),
    F32(4);

    final int bytes;

    Encoding(int bytes) {
      this.bytes = bytes;
    }
  }

  /** @param epoch low 8 bits */
  record Header(Type type, Encoding encoding, int epoch, int frames, long index) {}

  private ProcessProtocol() {}

  /** Reads a header at the buffer's position, which stays; null when it is none. */
  static @Nullable Header header(ByteBuffer from, int channels) {
    int at = from.position();
    int type = from.get(at + 1) & 0xFF;
    int encoding = from.get(at + 2) & 0xFF;
    long frames = from.getInt(at + 4) & 0xFFFF_FFFFL;
    if (from.get(at) != REQUEST || type >= Type.values().length || encoding >= Encoding.values().length) {
      return null;
    }
    boolean isAudio = type == Type.AUDIO.ordinal();
    if ((frames > 0) != isAudio || frames * channels * Encoding.values()[encoding].bytes > MOST_PAYLOAD_BYTES) {
      return null;
    }
    return new Header(Type.values()[type], Encoding.values()[encoding], from.get(at + 3) & 0xFF, (int) frames, from.getLong(at + 8));
  }

  /** Samples of another width as left-justified ones. */
  static void decode(ByteBuffer from, int at, Encoding encoding, int count, int[] to) {
    switch (encoding) {
      case S16 -> {
        for (int i = 0; i < count; i++) {
          to[i] = from.getShort(at + 2 * i) << 16;
        }
      }
      case S24 -> {
        for (int i = 0; i < count; i++) {
          to[i] = (from.getShort(at + 3 * i) & 0xFFFF) << 8 | from.get(at + 3 * i + 2) << 24;
        }
      }
      case S32, F32 -> from.slice(at, 4 * count).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(to, 0, count);
    }
  }

  /** Writes a position at 0. */
  static void reply(ByteBuffer to, SourceTimeline timeline, int accepted, boolean isStale) {
    PlayoutSnapshot snapshot = timeline.snapshot();
    to.clear();
    to.put(0, REPLY);
    to.put(1, (byte) ((snapshot == null ? 0 : RUNS) | (isStale ? STALE : 0)));
    to.putShort(2, (short) timeline.format().channels());
    to.putInt(4, timeline.format().rateHz());
    to.putInt(8, snapshot == null ? 0 : snapshot.epoch());
    to.putInt(12, timeline.windowFrames());
    to.putLong(16, snapshot == null ? 0 : snapshot.consumedIndex());
    to.putLong(24, snapshot == null ? 0 : snapshot.monotonicNs());
    to.putLong(32, snapshot == null ? 0 : snapshot.ptpNs());
    to.putLong(40, timeline.readableIndex());
    to.putInt(48, accepted);
    to.putInt(52, timeline.freeFrames());
    to.putLong(56, refused(timeline));
  }

  private static long refused(SourceTimeline timeline) {
    return timeline.counters().get(SourceCounter.LATE_FRAMES) + timeline.counters().get(SourceCounter.EARLY_FRAMES)
        + timeline.counters().get(SourceCounter.FULL_FRAMES) + timeline.counters().get(SourceCounter.STALE_FRAMES)
        + timeline.counters().get(SourceCounter.UNTIMED_FRAMES);
  }
}
