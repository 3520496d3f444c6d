package io.crosspoint.pipeline.send;

import io.crosspoint.pipeline.OutputSpec;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The batches of one transmit group, used in turn: enough of them that render fills one while earlier ones wait for their deadlines.
 *
 * <p>Which batch a packet stands in follows from its media index. When the outputs of a group change, it gets another rotation; packets in
 * flight stay in the one that they were rendered into.
 */
public final class BatchRotation {

  private final TransmitBatch[] batches;
  private final int packetFrames;

  /**
   * @param outputs of the group
   * @param minimum batches needed at once; rounded up to a power of two
   */
  public BatchRotation(List<OutputSpec> outputs, int packetFrames, int minimum) {
    this(
        outputs, IntStream.range(0, outputs.size()).boxed().toList(), Departures.atOnce(outputs.size()),
        outputs.isEmpty() ? 0 : outputs.getFirst().format().rateHz(), packetFrames, minimum);
  }

  /**
   * @param numbers what the shard calls the outputs
   * @param departures which of them leave when
   * @param rateHz of the group
   */
  public BatchRotation(
      List<OutputSpec> outputs, List<Integer> numbers, Departures departures, int rateHz, int packetFrames, int minimum) {
    int count = sizeFor(minimum);
    this.packetFrames = packetFrames;
    this.batches = IntStream.range(0, count).mapToObj(i -> new TransmitBatch(outputs, numbers, departures, rateHz))
        .toArray(TransmitBatch[]::new);
  }

  /** How many batches there are where so many are needed at once. */
  public static int sizeFor(int minimum) {
    return Integer.highestOneBit(Math.max(2, minimum) * 2 - 1);
  }

  /** The batch of the packet that begins at a media index. */
  public TransmitBatch of(long firstIndex) {
    return batches[(int) Math.floorDiv(firstIndex, (long) packetFrames) & (batches.length - 1)];
  }

  /** How many packets can be in flight between render and the wire. */
  public int size() {
    return batches.length;
  }

  /** Every batch, for what has to be prepared once. */
  public List<TransmitBatch> all() {
    return List.of(batches);
  }
}
