package io.crosspoint.app.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a description yields, in words that a golden file can hold; and the descriptions of the test resources. */
final class Told {

  private Told() {}

  static String resource(String name) throws IOException {
    try (InputStream in = Told.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String of(String sdp) {
    return switch (SdpText.parse(sdp)) {
      case SdpReading.Invalid(List<Remark> problems) -> lines("refused: ", problems);
      case SdpReading.Valid(SessionDescription session) -> switch (AudioStream.of(session, null)) {
        case AudioStream.Outcome.Refused(List<Remark> problems) -> lines("refused: ", problems);
        case AudioStream.Outcome.Found(AudioStream stream, List<Remark> notes) -> of(stream) + lines("note: ", notes);
      };
    };
  }

  private static String of(AudioStream stream) {
    List<String> words = new ArrayList<>();
    words.add("'" + stream.name() + "' is " + stream.format() + " as payload type " + stream.payloadType());
    AudioStream.Packet packet = stream.packet();
    words.add("packets: " + (packet == null ? "not a word" : packet.frames() + " frames, " + packet.duration()));
    words.add("timestamp offset: " + stream.timestampOffset());
    words.add("clock: " + stream.clock().kind() + " " + stream.clock().masters().stream().map(Line::value).toList());
    for (AudioStream.Leg leg : stream.legs()) {
      words.add("leg: " + leg.destination().getHostAddress() + ":" + leg.port() + " from "
          + (leg.source() == null ? "anyone" : leg.source().getHostAddress()));
    }
    return String.join("\n", words) + "\n";
  }

  private static String lines(String head, List<Remark> remarks) {
    StringBuilder text = new StringBuilder();
    remarks.forEach(remark -> text.append(head).append(remark).append('\n'));
    return text.toString();
  }

  /** Reads a text that is legal. */
  static SessionDescription session(String sdp) {
    return switch (SdpText.parse(sdp)) {
      case SdpReading.Valid(SessionDescription session) -> session;
      case SdpReading.Invalid(List<Remark> problems) -> throw new AssertionError(problems.toString());
    };
  }

  /** The lines without their places. */
  static List<Line> lines(SessionDescription session) {
    List<Line> lines = new ArrayList<>();
    session.lines().forEach(placed -> lines.add(placed.line()));
    for (MediaDescription media : session.media()) {
      lines.add(media.head().line());
      media.lines().forEach(placed -> lines.add(placed.line()));
    }
    return lines;
  }
}
