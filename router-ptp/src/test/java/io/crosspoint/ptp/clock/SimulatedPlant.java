package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.port.Measurements;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PortActions;
import io.crosspoint.ptp.port.PortSettings;
import io.crosspoint.ptp.port.PtpPort;
import io.crosspoint.ptp.wire.Messages;
import io.crosspoint.ptp.wire.PortIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Grandmasters, a network with known delays and one slave, in simulated time of a millisecond's grain: the port and the estimator as they
 * run in the router, without sockets. True time starts at {@link #START_NS}; the slave's oscillator is 20 ppm off and may wander.
 */
final class SimulatedPlant {

  static final long START_NS = 1_763_800_000_000_000_000L;
  static final int SOURCE = 0x0A4D0001;

  private static final long MS = 1_000_000L;
  private static final long DELAY_NS = 2_500;

  /** A grandmaster, possibly behind a boundary clock, whose time may differ from the truth. */
  static final class Master {
    final PortIdentity sender;
    long grandmaster;
    int priority1 = 128;
    int clockClass = 6;
    int logAnnounce = 0;
    int logSync = -3;
    boolean isTwoStep = true;
    boolean announces = true;
    boolean syncs = true;
    boolean answers = true;
    boolean followsBeforeSync;
    boolean hasFollowUps = true;
    long answerErrorNs;
    long offsetNs;
    long queueNs;
    private int sequence;

    Master(long clock) {
      sender = new PortIdentity(clock, 1);
      grandmaster = clock;
    }
  }

  final SimulatedClocks clocks = new SimulatedClocks();
  final List<Master> masters = new ArrayList<>();
  final StampConverter converter = new StampConverter(clocks);
  final PtpFollower follower;
  final PtpPort port;
  private final PortIdentity own = new PortIdentity(0xAAAAAAFFFEBBBBBBL, 17);
  private final SplittableRandom random;
  private final double wanderPpb;
  private final List<Runnable> pending = new ArrayList<>();
  private long trueMs;
  private double rawOffsetNs;
  private double ratePpb = 20_000;

  SimulatedPlant(PtpOptions options, double wanderPpb, long seed) {
    this(options, wanderPpb, seed, 0);
  }

  SimulatedPlant(PtpOptions options, double wanderPpb, long seed, long stepHoldNs) {
    this.wanderPpb = wanderPpb;
    random = new SplittableRandom(seed);
    clocks.setFrozen(true);
    follower = new PtpFollower(options, clocks, stepHoldNs);
    PortSettings settings =
        new PortSettings(own, options.domain(), options.profile(), options.isHybrid(), options.acceptable());
    port = new PtpPort(settings, new Network(follower), random.split());
    follower.begin(port);
  }

  Master add(long clock) {
    Master master = new Master(clock);
    masters.add(master);
    return master;
  }

  long trueNs() {
    return START_NS + trueMs * MS;
  }

  long rawNow() {
    return clocks.rawNs();
  }

  /** Published − true time, now. */
  long errorNs() {
    return follower.cell().snapshot().ptpAtRaw(rawNow()) - trueNs();
  }

  /** Lets simulated time pass, and tells each millisecond to an observer. */
  void run(double seconds, Runnable observer) {
    long end = trueMs + Math.round(seconds * 1_000);
    while (trueMs < end) {
      step();
      observer.run();
    }
  }

  void run(double seconds) {
    run(seconds, () -> {});
  }

  /** A datagram that arrives now. */
  void deliver(byte[] message, boolean isEvent) {
    long stampNs = isEvent ? stampNs() : PtpPort.NO_STAMP;
    port.onDatagram(message, message.length, SOURCE, isEvent, stampNs, rawNow());
  }

  /** A stamp as the kernel gives it, of the wall clock, carried to the raw clock as the agent does. */
  private long stampNs() {
    if (converter.refresh()) {
      port.dropOutstanding();
    }
    return converter.toRaw(clocks.realtimeNs());
  }

  private void step() {
    trueMs++;
    ratePpb += random.nextGaussian() * wanderPpb * Math.sqrt(1e-3);
    rawOffsetNs += ratePpb * 1e-3;
    long wanted = 10_000_000_000L + trueMs * MS + (long) rawOffsetNs;
    clocks.advance(wanted - clocks.rawNs());
    for (Master master : masters) {
      send(master);
    }
    port.onTimer(rawNow());
    answer();
    follower.run(rawNow(), 0);
  }

  private void send(Master master) {
    if (master.announces && trueMs % intervalMs(master.logAnnounce) == 0) {
      deliver(
          Messages.announce(master.sender, master.grandmaster, master.priority1, master.clockClass, master.sequence, master.logAnnounce),
          false);
    }
    if (!master.syncs || trueMs % intervalMs(master.logSync) != 0) {
      return;
    }
    master.sequence++;
    long originNs = trueNs() + master.offsetNs - DELAY_NS - noise() - master.queueNs;
    byte[] sync = Messages.sync(master.sender, master.sequence, master.logSync, master.isTwoStep, originNs);
    byte[] followUp = Messages.followUp(master.sender, master.sequence, master.logSync, originNs);
    if (!master.isTwoStep) {
      deliver(sync, true);
    } else if (!master.hasFollowUps) {
      deliver(sync, true);
    } else if (master.followsBeforeSync) {
      deliver(followUp, false);
      deliver(sync, true);
    } else {
      deliver(sync, true);
      deliver(followUp, false);
    }
  }

  private long noise() {
    return (long) Math.abs(random.nextGaussian() * 300);
  }

  private static long intervalMs(int log) {
    return log >= 0 ? 1_000L << log : Math.max(1, 1_000L >> -log);
  }

  /** Answers requests at once, and stamps them. */
  private final class Network implements PortActions {

    private final Measurements measurements;

    Network(Measurements measurements) {
      this.measurements = measurements;
    }

    @Override
    public boolean sendDelayRequest(byte[] message, int length, int destination) {
      int sequence = (message[30] & 0xFF) << 8 | (message[31] & 0xFF);
      long rawNs = stampNs();
      pending.add(
          () -> {
            port.onRequestSent(sequence, rawNs);
            for (Master master : masters) {
              if (master.answers) {
                long receivedNs = trueNs() + master.offsetNs + DELAY_NS + noise() + master.queueNs + master.answerErrorNs;
                deliver(Messages.delayResponse(master.sender, sequence, -3, receivedNs, own), false);
              }
            }
          });
      return true;
    }

    @Override
    public void onSync(long ptpNs, long rawNs, int logInterval) {
      measurements.onSync(ptpNs, rawNs, logInterval);
    }

    @Override
    public void onDelay(long ptpNs, long rawNs) {
      measurements.onDelay(ptpNs, rawNs);
    }

    @Override
    public void onParent(@Nullable ParentData parent) {
      measurements.onParent(parent);
    }
  }

  /** Answers what was asked within this millisecond; the port must not be entered from its own call. */
  private void answer() {
    List<Runnable> now = List.copyOf(pending);
    pending.clear();
    now.forEach(Runnable::run);
  }
}
