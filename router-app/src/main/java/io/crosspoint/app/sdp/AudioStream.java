package io.crosspoint.app.sdp;

import java.net.Inet4Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one audio stream that a description is of, as far as the description says.
 *
 * @param name the session's, or empty
 * @param format encoding, rate and channels as an rtpmap has them, the encoding in capitals
 * @param formatPlace where that stands
 * @param payloadType 0 to 127
 * @param packet what it says of packets, or null when it says nothing
 * @param timestampOffset RTP timestamp minus media time, 32 unsigned bits; null when it is not said
 * @param legs one, or two for an ST 2022-7 pair, the primary first
 */
public record AudioStream(
    String name,
    String format,
    Place formatPlace,
    int payloadType,
    @Nullable Packet packet,
    @Nullable Long timestampOffset,
    ClockClaim clock,
    List<Leg> legs) {

  /**
   * How long packets are.
   *
   * @param frames exactly, or null
   * @param duration as {@code 0.125ms}, or null
   */
  public record Packet(@Nullable Integer frames, @Nullable String duration, Place place) {}

  /**
   * One flow.
   *
   * @param destination the group; for unicast the receiver, or 0.0.0.0
   * @param source the only sender, or null for any
   * @param origin the host that made the description, when it is said as an address
   */
  public record Leg(
      Inet4Address destination, int port, @Nullable Inet4Address source, @Nullable Inet4Address origin, Place place) {}

  /** What became of a description. */
  public sealed interface Outcome {

    /** @param notes what was assumed */
    record Found(AudioStream stream, List<Remark> notes) implements Outcome {}

    /** @param problems never empty */
    record Refused(List<Remark> problems) implements Outcome {}
  }

  public AudioStream {
    legs = List.copyOf(legs);
  }

  /**
   * Finds the stream.
   *
   * @param payloadType to choose where several are offered; null for the first that can be received
   */
  public static Outcome of(SessionDescription session, @Nullable Integer payloadType) {
    return new AudioStreamReader(session, payloadType).read();
  }
}
