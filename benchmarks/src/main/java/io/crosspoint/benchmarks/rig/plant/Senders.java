package io.crosspoint.benchmarks.rig.plant;

import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Simulation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * All senders of the plant and the network behind them. What becomes of a packet is a function of the seed and its number; what has been
 * spoken is remembered for as long as an output can ask for it.
 */
final class Senders implements Simulation.Talker {

  /** What an input has of a packet. */
  enum Heard {
    NOTHING,
    /** The sender is new: the packet may be taken or not. */
    PERHAPS,
    ALL
  }

  private enum Fate {
    ARRIVES,
    LOST,
    TWICE,
    OVERTAKEN,
    LATE
  }

  static final int HEADER_BYTES = 12;
  private static final int LEGS = 2;
  private static final int REMEMBERED = 64;
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final long HELD_BACK_NS = 25_000_000;
  private static final long AGAIN_NS = 7_000_000;
  private static final long HOPELESS_NS = 60_000_000;
  /** Packets of a restarted sender that may not be taken, and those in which nothing else happens. */
  private static final int DOUBTFUL_PACKETS = 4;
  private static final int CALM_PACKETS = 8;
  /** A sender that paused so long is taken for silent: the first packet of the next one counts. */
  static final long SILENT_NS = 100_000_000;

  private final Speech speech;
  private final PlantTime time;
  private final Tally tally;
  private final long seed;
  private final Arrivals arrivals;
  private final StreamShape[] shapes;
  /** The router's number for each input; below 0 while it has none. */
  private final int[] numbers;
  private final boolean[] isSpeaking;
  private final long[][] heard;
  private final long[] doubtfulUntil;
  private final long[] calmUntil;
  private final int[] generations;
  private final int[] ssrcs;
  private final int[] sequences;
  private final long[] spoken;
  private final byte[] datagram = new byte[HEADER_BYTES + Speech.SAMPLE_BYTES * StreamShape.MOST_FRAMES + 8];
  private final SplittableRandom random;

  Senders(Speech speech, PlantTime time, Tally tally, long seed, StreamShape[] shapes, long beginRawNs) {
    this.speech = speech;
    this.time = time;
    this.tally = tally;
    this.seed = seed;
    this.shapes = shapes;
    this.random = new SplittableRandom(seed ^ 0x7A1C);
    this.arrivals = new Arrivals(beginRawNs);
    int inputs = shapes.length;
    this.numbers = new int[inputs];
    this.isSpeaking = new boolean[inputs];
    this.heard = new long[inputs][REMEMBERED];
    this.doubtfulUntil = new long[inputs];
    this.calmUntil = new long[inputs];
    this.generations = new int[LEGS * inputs];
    this.ssrcs = new int[LEGS * inputs];
    this.sequences = new int[LEGS * inputs];
    this.spoken = new long[LEGS * inputs];
    for (int input = 0; input < inputs; input++) {
      numbers[input] = input;
    }
  }

  StreamShape shape(int input) {
    return shapes[input];
  }

  /** The router has it under a number, as the stream of a shape. */
  void come(int input, int number, StreamShape shape) {
    numbers[input] = number;
    shapes[input] = shape;
  }

  /** The router has it no more. */
  void go(int input) {
    stop(input);
    numbers[input] = -1;
  }

  boolean isSpeaking(int input) {
    return isSpeaking[input];
  }

  /** Falls silent; what is on its way is lost. */
  void stop(int input) {
    isSpeaking[input] = false;
    for (int leg = 0; leg < LEGS; leg++) {
      generations[LEGS * input + leg]++;
    }
    // What was held back at that moment does not come any more.
    for (int i = 0; i < REMEMBERED; i++) {
      if (heard[input][i] >> 2 >= spoken[LEGS * input] - DOUBTFUL_PACKETS && (heard[input][i] & 3) == Heard.ALL.ordinal()) {
        heard[input][i] += Heard.PERHAPS.ordinal() - Heard.ALL.ordinal();
      }
    }
  }

  void stopAll() {
    for (int input = 0; input < shapes.length; input++) {
      stop(input);
    }
  }

  /** The plant's time is another: nothing that was spoken means anything. */
  void forget() {
    stopAll();
    for (long[] memory : heard) {
      Arrays.fill(memory, -1);
    }
  }

  /**
   * Speaks from the next packet on, as a new sender, unless it is speaking.
   *
   * @param pausedNs for how long nothing was heard of it
   */
  void start(int input, long nowRawNs, long pausedNs) {
    if (numbers[input] < 0 || isSpeaking[input]) {
      return;
    }
    isSpeaking[input] = true;
    StreamShape shape = shapes[input];
    arrivals.passTo(nowRawNs);
    long first = Math.ceilDiv(PlantTime.indexFrom(time.ptpAtRaw(nowRawNs)) - shape.phase(), (long) shape.frames());
    doubtfulUntil[input] = pausedNs > SILENT_NS ? Long.MIN_VALUE : first + DOUBTFUL_PACKETS;
    calmUntil[input] = first + CALM_PACKETS;
    for (int leg = 0; leg < shape.legs(); leg++) {
      int flow = LEGS * input + leg;
      generations[flow]++;
      ssrcs[flow] = random.nextInt() | 1;
      sequences[flow] = random.nextInt(1 << 16) - (int) first;
      spoken[flow] = first;
      arrivals.put(arrivalRawNs(flow, first), flow, generations[flow], first, false);
    }
  }

  private long arrivalRawNs(int flow, long packet) {
    StreamShape shape = shapes[flow / LEGS];
    long jitterNs = (hash(flow, packet) >>> 4) & 0x7FFFF;
    return time.rawAtPtp(PlantTime.timeOf(shape.firstIndex(packet + 1))) + shape.delayNs(flow % LEGS) + jitterNs;
  }

  private long hash(int flow, long packet) {
    long mixed = (packet * 512 + flow + seed * 0x632B_E59B_D9B4_E019L) * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** One packet in 256 is lost, some 4 in a row; one in 1024 each comes twice, is overtaken, or comes too late. */
  private Fate fate(int flow, long packet) {
    if (packet < calmUntil[flow / LEGS]) {
      return Fate.ARRIVES;
    }
    if ((hash(flow + LEGS * shapes.length, packet >> 2) & 0x3FFF) == 0) {
      return Fate.LOST;
    }
    return switch ((int) (hash(flow, packet) >>> 40) & 0x3FF) {
      case 0, 1, 2, 3 -> Fate.LOST;
      case 4 -> Fate.TWICE;
      case 5 -> Fate.OVERTAKEN;
      case 6 -> Fate.LATE;
      default -> Fate.ARRIVES;
    };
  }

  /** What the router must have of a packet of an input, on all legs. */
  Heard heard(int input, long packet) {
    long memory = heard[input][(int) packet & (REMEMBERED - 1)];
    return memory >> 2 == packet ? HEARD[(int) memory & 3] : Heard.NOTHING;
  }

  private static final Heard[] HEARD = Heard.values();

  private void remember(int input, long packet, boolean isThere) {
    Heard now = !isThere ? Heard.NOTHING : packet < doubtfulUntil[input] ? Heard.PERHAPS : Heard.ALL;
    Heard best = heard(input, packet).compareTo(now) > 0 ? heard(input, packet) : now;
    heard[input][(int) packet & (REMEMBERED - 1)] = (packet << 2) | best.ordinal();
  }

  @Override
  public long nextArrivalPtpNs() {
    long rawNs = arrivals.nextRawNs();
    return rawNs == Long.MAX_VALUE ? Long.MAX_VALUE : time.ptpAtRaw(rawNs);
  }

  @Override
  public void deliver(Simulation simulation) {
    int entry = arrivals.take();
    int flow = arrivals.flow[entry];
    long packet = arrivals.packet[entry];
    long atRawNs = arrivals.rawNs[entry];
    boolean isAgain = arrivals.isAgain[entry];
    int generation = arrivals.generation[entry];
    if (generation != generations[flow]) {
      return;
    }
    if (isAgain) {
      send(simulation, flow, packet, atRawNs);
      return;
    }
    Fate fate = fate(flow, packet);
    remember(flow / LEGS, packet, fate != Fate.LOST && fate != Fate.LATE);
    spoken[flow] = packet + 1;
    arrivals.put(arrivalRawNs(flow, packet + 1), flow, generation, packet + 1, false);
    switch (fate) {
      case ARRIVES -> send(simulation, flow, packet, atRawNs);
      case LOST -> tally.lostPackets++;
      case TWICE -> {
        tally.duplicates++;
        send(simulation, flow, packet, atRawNs);
        arrivals.put(atRawNs + AGAIN_NS, flow, generation, packet, true);
      }
      case OVERTAKEN -> {
        tally.overtaken++;
        arrivals.put(atRawNs + HELD_BACK_NS, flow, generation, packet, true);
      }
      case LATE -> {
        tally.latePackets++;
        long linkOffsetNs = PlantTime.timeOf(shapes[flow / LEGS].linkOffsetFrames());
        arrivals.put(atRawNs + linkOffsetNs + HOPELESS_NS, flow, generation, packet, true);
      }
    }
  }

  private void send(Simulation simulation, int flow, long packet, long atRawNs) {
    int input = flow / LEGS;
    StreamShape shape = shapes[input];
    long index = shape.firstIndex(packet);
    INT.set(datagram, 0, 0x8000_0000 | (Plants.PAYLOAD_TYPE << 16) | ((sequences[flow] + (int) packet) & 0xFFFF));
    INT.set(datagram, 4, (int) index + shape.timestampOffset());
    INT.set(datagram, 8, ssrcs[flow]);
    speech.speak(input, time.epoch(), index, shape.frames(), datagram, HEADER_BYTES);
    int length = HEADER_BYTES + Speech.SAMPLE_BYTES * shape.frames();
    simulation.deliver(numbers[input], flow % LEGS, datagram, length, time.ptpAtRaw(atRawNs));
    tally.packetsDelivered++;
  }
}
