package io.crosspoint.app.sdp;

import io.crosspoint.pipeline.pcm.Encoding;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One description to one stream. Whatever would have to be guessed is a problem. */
final class AudioStreamReader {

  private final SessionDescription session;
  private final @Nullable Integer wantedPayloadType;
  private final List<Remark> problems = new ArrayList<>();
  private final List<Remark> notes = new ArrayList<>();

  AudioStreamReader(SessionDescription session, @Nullable Integer wantedPayloadType) {
    this.session = session;
    this.wantedPayloadType = wantedPayloadType;
  }

  AudioStream.Outcome read() {
    List<MediaDescription> sections = new Legs(session, problems, notes).find();
    AudioStream stream = null;
    for (MediaDescription section : sections) {
      AudioStream leg = stream(section);
      stream = stream == null || leg == null ? leg : joined(stream, leg);
    }
    if (stream == null || !problems.isEmpty()) {
      return new AudioStream.Outcome.Refused(List.copyOf(problems));
    }
    return new AudioStream.Outcome.Found(stream, List.copyOf(notes));
  }

  private @Nullable AudioStream stream(MediaDescription section) {
    requirePlainRtp(section.head());
    Placed<RtpMap> map = map(section);
    AudioStream.Leg leg = leg(section);
    Long offset = timestampOffset(section, map);
    if (map == null || leg == null) {
      return null;
    }
    String name = session.first(SessionName.class).map(placed -> placed.line().value()).orElse("");
    List<ReferenceClock> clocks = session.effective(section, ReferenceClock.class).stream().map(Placed::line).toList();
    boolean isOwn = session.firstEffective(section, MediaClock.class).filter(clock -> clock.line() instanceof MediaClock.Own).isPresent();
    String format = map.line().format().toUpperCase(Locale.ROOT);
    return new AudioStream(
        name, format, map.place(), map.line().payloadType(), packet(section), offset, ClockClaim.of(clocks, isOwn), List.of(leg));
  }

  private void requirePlainRtp(Placed<MediaLine> head) {
    String protocol = head.line().protocol().toUpperCase(Locale.ROOT);
    if (!List.of("RTP/AVP", "RTP/AVPF").contains(protocol)) {
      problems.add(new Remark(head.place(), "the protocol is " + LineReader.quoted(protocol) + ", but only plain RTP/AVP is received"));
    }
  }

  /** The rtpmap that is received; null when that was reported. */
  private @Nullable Placed<RtpMap> map(MediaDescription section) {
    List<Placed<RtpMap>> offered = new ArrayList<>();
    for (String format : section.head().line().formats()) {
      declared(section, format).ifPresent(offered::add);
    }
    List<Placed<RtpMap>> known = offered.stream().filter(map -> isKnown(map.line().encoding())).toList();
    if (known.isEmpty()) {
      String have = offered.isEmpty()
          ? "no a=rtpmap says what payload type " + String.join(" or ", section.head().line().formats()) + " is"
          : "offers " + offered.stream().map(map -> map.line().body()).collect(Collectors.joining(", "));
      Place place = offered.isEmpty() ? section.head().place() : offered.getFirst().place();
      problems.add(new Remark(place, LineReader.quoted(have) + "; a router takes L16, L24 and AM824"));
      return null;
    }
    Optional<Placed<RtpMap>> wanted =
        known.stream().filter(map -> wantedPayloadType != null && map.line().payloadType() == wantedPayloadType).findFirst();
    if (known.size() > 1 && wanted.isEmpty()) {
      String taken = known.getFirst().line().body();
      notes.add(new Remark(section.head().place(), "offers several payload types; taking " + taken + " (payload-type chooses)"));
    }
    return wanted.orElse(known.getFirst());
  }

  private Optional<Placed<RtpMap>> declared(MediaDescription section, String format) {
    Optional<Placed<RtpMap>> declared = session.effective(section, RtpMap.class).stream()
        .filter(map -> format.equals(String.valueOf(map.line().payloadType())))
        .findFirst();
    // Static payload types need no rtpmap (RFC 3551 clause 6).
    return declared.or(() -> switch (format) {
      case "10" -> Optional.of(new Placed<>(new RtpMap(10, "L16", 44_100, 2), section.head().place()));
      case "11" -> Optional.of(new Placed<>(new RtpMap(11, "L16", 44_100, 1), section.head().place()));
      default -> Optional.empty();
    });
  }

  private static boolean isKnown(String encoding) {
    return Arrays.stream(Encoding.values()).anyMatch(known -> known.name().equalsIgnoreCase(encoding));
  }

  private AudioStream.@Nullable Packet packet(MediaDescription section) {
    Optional<Placed<FrameCount>> frames =
        session.firstEffective(section, FrameCount.class).filter(count -> count.line().isExact());
    Optional<Placed<PacketTime>> time = session.firstEffective(section, PacketTime.class);
    Optional<Place> place = frames.map(Placed::place).or(() -> time.map(Placed::place));
    return place.isEmpty()
        ? null
        : new AudioStream.Packet(
            frames.map(count -> count.line().least()).orElse(null), time.map(ptime -> ptime.line().duration()).orElse(null), place.get());
  }

  private @Nullable Long timestampOffset(MediaDescription section, @Nullable Placed<RtpMap> map) {
    Optional<Placed<MediaClock>> clock = session.firstEffective(section, MediaClock.class);
    Optional<Placed<SyncTime>> sync = session.firstEffective(section, SyncTime.class);
    if (clock.isPresent() && clock.get().line() instanceof MediaClock.Direct direct) {
      if (map != null && direct.rate() != null && !direct.rate().is(map.line().rateHz())) {
        problems.add(new Remark(
            clock.get().place(), "timestamps run at " + direct.rate() + " Hz, but the audio at " + map.line().rateHz()
                + " Hz: no such media clock is received"));
      }
      if (direct.offset() != null) {
        return direct.offset();
      }
    }
    return sync.map(time -> time.line().timestamp()).orElse(null);
  }

  private AudioStream.@Nullable Leg leg(MediaDescription section) {
    Placed<Connection> connection = session.firstEffective(section, Connection.class).orElse(null);
    if (connection == null) {
      problems.add(new Remark(section.head().place(), "no c= line says where the packets go"));
      return null;
    }
    Inet4Address destination = Ipv4.parse(connection.line().address());
    if (destination == null) {
      boolean isIpv6 = connection.line().addressType().equals("IP6");
      problems.add(new Remark(
          connection.place(),
          isIpv6 ? "IPv6 is not received; the stream needs an IPv4 address"
              : "'" + LineReader.quoted(connection.line().address()) + "' is no IPv4 address such as 239.77.0.1"));
      return null;
    }
    if (connection.line().count() > 1 || section.head().line().portCount() > 1) {
      notes.add(new Remark(connection.place(), "several addresses or ports; the first is received"));
    }
    Inet4Address origin = session.first(Origin.class).map(placed -> Ipv4.parse(placed.line().address())).orElse(null);
    return new AudioStream.Leg(
        destination, section.head().line().port(), source(section, connection.line().address()), origin, connection.place());
  }

  /** The one address that a filter lets through; null when there is no filter, or more than one. */
  private @Nullable Inet4Address source(MediaDescription section, String destination) {
    for (Placed<SourceFilter> placed : session.effective(section, SourceFilter.class)) {
      SourceFilter filter = placed.line();
      if (!filter.destination().equals("*") && !filter.destination().equals(destination)) {
        continue;
      }
      Inet4Address only = filter.sources().size() == 1 ? Ipv4.parse(filter.sources().getFirst()) : null;
      if (filter.isInclusive() && only != null) {
        return only;
      }
      notes.add(new Remark(placed.place(), "only a filter that includes one IPv4 address can be applied: any sender is heard"));
    }
    return null;
  }

  /** Two legs as one stream. */
  private AudioStream joined(AudioStream first, AudioStream second) {
    requireEqual(first.format(), second.format(), second.formatPlace(), "formats");
    requireEqual(first.payloadType(), second.payloadType(), second.formatPlace(), "payload types");
    if (first.packet() != null && second.packet() != null) {
      requireEqual(first.packet().frames(), second.packet().frames(), second.packet().place(), "frame counts");
      requireEqual(first.packet().duration(), second.packet().duration(), second.packet().place(), "packet times");
    }
    requireEqual(first.timestampOffset(), second.timestampOffset(), second.legs().getFirst().place(), "mediaclk offsets");
    List<AudioStream.Leg> legs = List.of(first.legs().getFirst(), second.legs().getFirst());
    return new AudioStream(
        first.name(), first.format(), first.formatPlace(), first.payloadType(), first.packet(), first.timestampOffset(), first.clock(),
        legs);
  }

  private void requireEqual(@Nullable Object first, @Nullable Object second, Place place, String what) {
    if (!Objects.equals(first, second)) {
      problems.add(new Remark(place, "the legs differ in their " + what + ": " + first + " and " + second));
    }
  }
}
