package io.crosspoint.pipeline.send;

import io.crosspoint.pipeline.OutputSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The packets of one deadline: one for each output of a transmit group, each at a fixed place of an off-heap block.
 *
 * <p><b>Thread:</b> written by render up to the ring's barrier, then read by the tick thread; several batches per group rotate, so that
 * neither waits for the other. Places and lengths never change, so a sink can prepare its system-call structures once.
 */
public final class TransmitBatch {

  /** Fixed RTP header without CSRCs (RFC 3550 clause 5.1). */
  public static final int RTP_HEADER_BYTES = 12;

  /** Writers store whole words: the block has this many bytes behind each packet that are not sent. */
  public static final int SLACK_BYTES = 64;

  private final List<OutputSpec> outputs;
  private final int[] numbers;
  private final Departures departures;
  private final int rateHz;
  private final MemorySegment memory;
  private final ByteBuffer octets;
  private final int[] offsets;
  private final int[] lengths;

  /** Of outputs that are counted from 0. */
  public TransmitBatch(List<OutputSpec> outputs) {
    this(
        outputs, IntStream.range(0, outputs.size()).boxed().toList(), Departures.atOnce(outputs.size()),
        outputs.isEmpty() ? 0 : outputs.getFirst().format().rateHz());
  }

  /**
   * @param outputs all of one rate and packet time
   * @param numbers what the shard calls them
   * @param departures which of them leave when
   * @param rateHz theirs, or, without outputs, that of the inputs whose frames are closed
   */
  public TransmitBatch(List<OutputSpec> outputs, List<Integer> numbers, Departures departures, int rateHz) {
    this.outputs = List.copyOf(outputs);
    this.departures = departures;
    this.rateHz = rateHz;
    this.numbers = numbers.stream().mapToInt(number -> number).toArray();
    this.offsets = new int[outputs.size()];
    this.lengths = new int[outputs.size()];
    int bytes = 0;
    for (int i = 0; i < outputs.size(); i++) {
      OutputSpec output = outputs.get(i);
      offsets[i] = bytes;
      lengths[i] = RTP_HEADER_BYTES + output.packetFrames() * output.format().frameBytes();
      bytes += (lengths[i] + SLACK_BYTES + 63) & -64;
    }
    this.memory = Arena.ofAuto().allocate(Math.max(64, bytes), 64);
    this.octets = memory.asByteBuffer();
  }

  /** Number of packets; the same as the number of outputs. */
  public int packets() {
    return lengths.length;
  }

  /** Which packets leave when. */
  public Departures departures() {
    return departures;
  }

  public OutputSpec output(int packet) {
    return outputs.get(packet);
  }

  /** Sample rate of the group. */
  public int rateHz() {
    return rateHz;
  }

  /** What the shard calls the output of a packet. */
  public int number(int packet) {
    return numbers[packet];
  }

  /** Which packet is an output's, or −1 when none is. */
  public int packetOf(int number) {
    for (int packet = 0; packet < numbers.length; packet++) {
      if (numbers[packet] == number) {
        return packet;
      }
    }
    return -1;
  }

  /** The block that all packets stand in; its address never changes. */
  public MemorySegment memory() {
    return memory;
  }

  /** The same block, for the thread of render: its position and limit are free to be set. */
  public ByteBuffer octets() {
    return octets;
  }

  /** Where a packet's RTP header begins in {@link #memory()}. */
  public int offset(int packet) {
    return offsets[packet];
  }

  /** Bytes of the UDP payload of a packet. */
  public int length(int packet) {
    return lengths[packet];
  }
}
