package io.crosspoint.app.sdp;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.send.StreamIdentity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What an output says of itself.
 *
 * @param router the router's name
 * @param clock what timestamps count
 */
public record OutputDescription(String router, OutputSpec output, ReferenceClock clock) {

  private static final List<String> LEGS = List.of("primary", "secondary");
  private static final int DECIMALS = 3;

  /** @param version rises whenever the description changes */
  public SessionDescription of(Audience audience, long version) {
    List<SendFlow> flows = audience == Audience.DANTE ? output.flows().subList(0, 1) : output.flows();
    boolean isPair = flows.size() > 1;
    List<Line> session = new ArrayList<>();
    String id = Integer.toUnsignedString(StreamIdentity.ssrcOf(router + "/" + output.name()));
    session.add(new Origin("-", id, Long.toString(version), "IP4", flows.getFirst().nic().address().getHostAddress()));
    session.add(new SessionName(router + " : " + output.name()));
    session.add(new OtherLine('t', "0 0"));
    session.add(new Tool("crosspoint"));
    if (audience == Audience.AES67 && clock instanceof ReferenceClock.Ptp ptp && ptp.domain() != null) {
      session.add(new ClockDomain("PTPv2", ptp.domain().toString()));
    }
    if (isPair) {
      session.add(new Group("DUP", LEGS));
    }
    List<MediaDescription> media = new ArrayList<>();
    for (int leg = 0; leg < flows.size(); leg++) {
      media.add(media(audience, flows.get(leg), isPair ? LEGS.get(leg) : ""));
    }
    return new SessionDescription(placed(session), media);
  }

  private MediaDescription media(Audience audience, SendFlow flow, String mid) {
    AudioFormat format = output.format();
    int payloadType = output.payloadType();
    String group = flow.destination().getHostAddress();
    boolean isMulticast = flow.destination().isMulticastAddress();
    List<Line> lines = new ArrayList<>();
    lines.add(new Connection("IP4", group, isMulticast ? (Integer) flow.ttl() : null, 1));
    if (audience == Audience.ST2110 && isMulticast) {
      lines.add(new SourceFilter(true, "IP4", group, List.of(flow.nic().address().getHostAddress())));
    }
    lines.add(new RtpMap(payloadType, format.encoding().name(), format.rateHz(), format.channels()));
    if (audience == Audience.ST2110) {
      lines.add(new Fmtp(payloadType, "channel-order=SMPTE2110.(" + channelOrder(format) + ")"));
    }
    lines.add(new PacketTime(packetTimeMs(output.packetFrames(), format.rateHz())));
    if (audience == Audience.AES67) {
      lines.add(new FrameCount(output.packetFrames(), output.packetFrames()));
    }
    lines.add(clock);
    lines.add(new MediaClock.Direct("", 0L, null));
    lines.add(Direction.RECVONLY);
    if (!mid.isEmpty()) {
      lines.add(new MediaId(mid));
    }
    MediaLine head = new MediaLine("audio", flow.port(), 1, "RTP/AVP", List.of(String.valueOf(payloadType)));
    return new MediaDescription(new Placed<>(head, Place.NOWHERE), placed(lines));
  }

  /** ST 2110-30 table 1: what two channels usually are; what more of them are, nobody told us. ST 2110-31 counts AES3 signals. */
  private static String channelOrder(AudioFormat format) {
    if (format.encoding() == Encoding.AM824 && format.channels() % 2 == 0) {
      return String.join(",", Collections.nCopies(format.channels() / 2, "AES3"));
    }
    return switch (format.channels()) {
      case 1 -> "M";
      case 2 -> "ST";
      default -> String.format("U%02d", format.channels());
    };
  }

  /** To the microsecond, which is a fifth of a sample period at 192 kHz: nobody can take it for another number of frames. */
  private static BigDecimal packetTimeMs(int frames, int rateHz) {
    BigDecimal ms =
        BigDecimal.valueOf(frames * 1000L).divide(BigDecimal.valueOf(rateHz), DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
    return ms.setScale(Math.max(0, ms.scale()), RoundingMode.UNNECESSARY);
  }

  private static List<Placed<?>> placed(List<Line> lines) {
    return lines.stream().<Placed<?>>map(line -> new Placed<>(line, Place.NOWHERE)).toList();
  }
}
