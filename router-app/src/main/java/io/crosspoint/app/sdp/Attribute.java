package io.crosspoint.app.sdp;

import java.util.Locale;

/** {@code a=name} or {@code a=name:body} (RFC 8866 clause 5.13). */
public sealed interface Attribute extends Line
    permits RtpMap,
        Fmtp,
        PacketTime,
        LongestPacketTime,
        FrameCount,
        SourceFilter,
        ReferenceClock,
        MediaClock,
        SyncTime,
        ClockDomain,
        Group,
        MediaId,
        Direction,
        Keywords,
        Tool,
        UnknownAttribute {

  String name();

  /** What follows the colon; empty without one. */
  String body();

  @Override
  default char type() {
    return 'a';
  }

  @Override
  default String value() {
    return body().isEmpty() ? name() : name() + ":" + body();
  }

  /** Reads what follows {@code a=}. Names are matched in any case. */
  static Attribute read(LineReader line) {
    String name = line.word("the name of an attribute", ":");
    boolean hasBody = line.take(':');
    for (Direction direction : Direction.values()) {
      if (direction.name().equalsIgnoreCase(name) && !hasBody) {
        return direction;
      }
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case RtpMap.NAME -> RtpMap.read(line);
      case Fmtp.NAME -> Fmtp.read(line);
      case PacketTime.NAME -> PacketTime.read(line);
      case LongestPacketTime.NAME -> LongestPacketTime.read(line);
      case FrameCount.NAME -> FrameCount.read(line);
      case SourceFilter.NAME -> SourceFilter.read(line);
      case ReferenceClock.NAME -> ReferenceClock.read(line);
      case MediaClock.NAME -> MediaClock.read(line);
      case SyncTime.NAME -> SyncTime.read(line);
      case ClockDomain.NAME -> ClockDomain.read(line);
      case Group.NAME -> Group.read(line);
      case MediaId.NAME -> MediaId.read(line);
      case Keywords.NAME -> new Keywords(line.rest());
      case Tool.NAME -> new Tool(line.rest());
      default -> new UnknownAttribute(name, line.rest());
    };
  }
}
