package io.crosspoint.app.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of the way to an output at one moment. Counts are those of the window before it.
 *
 * @param channel from 1; 0 for the whole output
 * @param windowS seconds that counts are of
 * @param inputs that stand on it, or are about to
 */
public record Facts(String output, int channel, double windowS, List<Input> inputs, Clock clock, Sent sent) {

  /** A network interface. */
  public record Interface(String network, String name, boolean isThere, boolean isUp, boolean hasCarrier, long speedMbit) {}

  /** Whether the kernel has joined a group. */
  public enum Membership {
    JOINED,
    NOT_JOINED,
    /** The kernel does not say, or there is nothing to join. */
    UNKNOWN
  }

  /**
   * One flow that is received.
   *
   * @param destination address and port
   * @param source the only sender that is let in, or null for any
   * @param expectedPerSecond datagrams, by the declared packet time
   * @param total datagrams since the start
   */
  public record Leg(
      Interface nic,
      String destination,
      boolean isMulticast,
      @Nullable String source,
      Membership membership,
      double expectedPerSecond,
      long datagrams,
      long total,
      long foreignSource,
      long hostDrops,
      long truncated,
      long rejoins) {}

  /**
   * What place made of the datagrams.
   *
   * @param sender address and SSRC of the present one; empty before the first
   * @param packets accepted
   * @param packetFrames of the newest packet
   * @param silenceNs since the newest packet, −1 when that is not known
   */
  public record Stream(
      String sender,
      String format,
      int payloadType,
      int declaredFrames,
      long packetFrames,
      int rateHz,
      long packets,
      long malformed,
      long wrongPayloadType,
      long wrongLength,
      long untimed,
      long early,
      long stray,
      long foreignSender,
      long silenceNs) {}

  /** How a sender's clock stands to ours. */
  public enum Relation {
    SAME,
    FOREIGN,
    UNKNOWN
  }

  /**
   * The sender's clock.
   *
   * @param claimed what its description says, in words; empty without a description
   * @param ours what we follow, in words
   * @param isRecovered whether it is measured and resampled
   * @param state of the conversion: direct, acquiring, converting, bypass or muted
   * @param driftPpm how fast it runs; NaN when that is not known
   * @param alarms in words
   */
  public record SenderClock(
      String claimed, String ours, Relation relation, boolean isRecovered, String state, double driftPpm, List<String> alarms) {

    public SenderClock {
      alarms = List.copyOf(alarms);
    }
  }

  /**
   * Whether frames were there when they were needed.
   *
   * @param linkOffsetNs media time in to media time out
   * @param leastMarginNs that a packet had, ever; {@link Long#MAX_VALUE} before the first
   * @param usualMarginNs that all but one in a hundred packets had
   * @param lost packets that never came
   * @param missingFrames of {@code neededFrames} that were not there
   */
  public record Timing(
      long linkOffsetNs,
      long leastMarginNs,
      long usualMarginNs,
      long late,
      long lost,
      long reordered,
      long missingFrames,
      long neededFrames) {}

  /**
   * A timestamped source in place of a stream.
   *
   * @param kind as in the file
   * @param status in its own words
   * @param missingFrames of {@code neededFrames} that were not written in time
   */
  public record Written(String kind, String status, long missingFrames, long neededFrames) {}

  /**
   * A crosspoint.
   *
   * @param isHeld whether render passes it
   * @param isAsked whether it is to stand
   * @param by who set it, when; empty when that is not remembered
   */
  public record Crosspoint(String from, String to, double gainDb, boolean isMuted, boolean isHeld, boolean isAsked, String by) {}

  /**
   * One input on its way to the output.
   *
   * @param stream null for a timestamped source
   * @param written null for a stream
   * @param levelsDb of the channels that are routed, in dB of full scale; −∞ for silence
   */
  public record Input(
      String name,
      List<Leg> legs,
      @Nullable Stream stream,
      @Nullable Written written,
      @Nullable SenderClock clock,
      @Nullable Timing timing,
      List<Double> levelsDb,
      List<Crosspoint> crosspoints) {

    public Input {
      legs = List.copyOf(legs);
      levelsDb = List.copyOf(levelsDb);
      crosspoints = List.copyOf(crosspoints);
    }
  }

  /** The router's own clock. */
  public record Clock(String source, String state, String reason, boolean isUsable, boolean isHolding, String grandmaster, long boundNs) {}

  /**
   * One flow that is sent.
   *
   * @param way destination, time to live and DSCP in words
   */
  public record Way(Interface nic, String way) {}

  /**
   * The output.
   *
   * @param batches deadlines kept
   * @param missed deadlines given up, or not rendered in time
   * @param late those kept more than a packet time late
   * @param expected deadlines in the window
   * @param lateP99Ns how late a call to send begins, all but one in a hundred
   * @param refused datagrams that the kernel refused, of all outputs of this one's shard
   * @param refusal why, in words; empty when none was
   * @param levelsDb of the channels asked for
   * @param overloads samples that were driven beyond full scale
   */
  public record Sent(
      String name,
      List<Way> ways,
      long batches,
      long missed,
      long late,
      double expected,
      long lateP99Ns,
      long refused,
      String refusal,
      List<Double> levelsDb,
      long overloads) {

    public Sent {
      ways = List.copyOf(ways);
      levelsDb = List.copyOf(levelsDb);
    }
  }

  public Facts {
    inputs = List.copyOf(inputs);
  }
}
