package io.crosspoint.app.doctor;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.convert.DriftEstimator;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockState;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Holds the timestamps of every input against PTP for four seconds: a source that claims to be on it must not drift. */
final class SourceClockCheck {

  private static final int RING_SLOTS = 4096;
  private static final long LISTEN_NS = 4_000_000_000L;
  /** The clock has only just locked and still settles by a part per million; four standard deviations come on top. */
  private static final double DRIFTS_PPM = 3;
  private static final double SIGMAS = 4;
  /** No crystal is so far off: the rate is another. */
  private static final double WRONG_RATE_PPM = 1000;

  private SourceClockCheck() {}

  /** @param clock running; without a lock there is nothing to hold the timestamps against, and no finding */
  static List<Finding> findings(RouterConfig config, PacketIo io, ClockCell clock) {
    if (clock.snapshot().state() != ClockState.LOCKED || config.inputs().isEmpty()) {
      return List.of();
    }
    EventRing ring = new EventRing(RING_SLOTS, StreamCheck.datagramBytes(config), new YieldingWaitStrategy());
    List<Heard> heard = config.inputs().stream().map(Heard::new).toList();
    try (PacketSource source = io.openSource(config.inputs(), ring, clock)) {
      listen(source, ring, heard);
    } catch (UncheckedIOException e) {
      // The check of the streams has said so already.
      return List.of();
    }
    return heard.stream().map(Heard::judge).flatMap(Optional::stream).toList();
  }

  private static void listen(PacketSource source, EventRing ring, List<Heard> heard) {
    RtpPacket packet = new RtpPacket();
    long endNs = System.nanoTime() + LISTEN_NS;
    long next = 0;
    while (System.nanoTime() - endNs < 0) {
      if (source.poll() == 0) {
        source.awaitReadable(10);
      }
      long newest = ring.disruptor().getCursor();
      for (next = Math.max(next, newest - RING_SLOTS + 1); next <= newest; next++) {
        MediaEvent event = ring.event(next);
        if (event.kind == MediaEvent.Kind.PACKET && event.leg == 0 && event.arrivalPtpNs != MediaEvent.UNTIMED
            && packet.parse(ring.slab(), ring.slabOffset(next), event.lengthBytes) == RtpPacket.Verdict.VALID) {
          Heard input = heard.get(event.input);
          input.onPacket(packet.timestamp(), packet.payloadBytes() / input.spec.format().frameBytes(), event.arrivalPtpNs);
        }
      }
    }
  }

  /** The timestamps of one input, and what they say of its clock. */
  static final class Heard {
    private final InputSpec spec;
    private final DriftEstimator estimate;
    private long index;
    private int timestamp;

    Heard(InputSpec spec) {
      this.spec = spec;
      this.estimate = new DriftEstimator(spec.format().rateHz());
    }

    void onPacket(int rtpTimestamp, int frames, long arrivalPtpNs) {
      index += rtpTimestamp - timestamp;
      timestamp = rtpTimestamp;
      estimate.onPacket(arrivalPtpNs, index + frames);
    }

    /** Nothing when there was too little to hear. */
    Optional<Finding> judge() {
      if (!estimate.isReady()) {
        return Optional.empty();
      }
      double ppm = estimate.driftPpm();
      double sigmaPpm = estimate.uncertaintyPpm();
      String measured = String.format(Locale.ROOT, "%+.1f ppm (uncertainty %.1f ppm)", ppm, sigmaPpm);
      if (Math.abs(ppm) > WRONG_RATE_PPM) {
        String frames = String.format(Locale.ROOT, "%.0f frames a second", spec.format().rateHz() * (1 + ppm * 1e-6));
        return Optional.of(
            Finding.warn(
                spec.name(), "declared as " + spec.format().rateHz() + " Hz, but sends " + frames,
                "write its rate into inputs." + spec.name() + ".format, then: ./router validate FILE"));
      }
      if (!spec.isRecovered() && Math.abs(ppm) - SIGMAS * sigmaPpm > DRIFTS_PPM) {
        return Optional.of(
            Finding.warn(
                spec.name(), "declared to be on PTP, but drifts by " + measured,
                "lock the sender to this grandmaster, or write timing: recovered into inputs." + spec.name()
                    + ", then: ./router validate FILE"));
      }
      return Optional.of(Finding.ok(spec.name(), "its clock is off by " + measured));
    }
  }
}
