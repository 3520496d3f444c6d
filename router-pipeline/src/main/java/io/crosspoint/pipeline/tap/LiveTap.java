package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.pcm.Timeline;
import java.lang.foreign.MemorySegment;

/** A tap that was attached to a running router, as its one reader sees it. */
public final class LiveTap {

  /** What is handed over. */
  public enum Kind {
    /** What routes read of an input, as 24-bit big-endian samples, silent where there was nothing; counted by the input's media index. */
    INPUT_AUDIO,
    /** Every datagram of an input, as received and whatever became of it. */
    INPUT_PACKETS,
    /** Every RTP packet of an output, as sent. */
    OUTPUT_PACKETS
  }

  private final Kind kind;
  private final LivePoint point;

  private LiveTap(Kind kind, LivePoint point) {
    this.kind = kind;
    this.point = point;
  }

  /** @param timeline what routes read, at the input's own rate */
  public static LiveTap ofAudio(InputSpec input, Timeline timeline, MemorySegment memory) {
    return new LiveTap(Kind.INPUT_AUDIO, LivePoint.ofAudio(input, timeline, new LiveRing(memory, LivePoint.runBytes(input.format()))));
  }

  /**
   * @param input its index in the shard
   * @param mostBytes of a datagram
   */
  public static LiveTap ofPackets(int input, int mostBytes, MemorySegment memory) {
    return new LiveTap(Kind.INPUT_PACKETS, LivePoint.ofPackets(input, new LiveRing(memory, mostBytes)));
  }

  public static LiveTap ofOutput(OutputSpec output, MemorySegment memory) {
    return new LiveTap(Kind.OUTPUT_PACKETS, LivePoint.ofOutput(output, new LiveRing(memory, LivePoint.packetBytes(output))));
  }

  public Kind kind() {
    return kind;
  }

  public LiveRing ring() {
    return point.ring;
  }

  LivePoint point() {
    return point;
  }
}
