package io.crosspoint.app.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code m=} (RFC 8866 clause 5.14).
 *
 * @param media {@code audio}, {@code video} …
 * @param port 0 for a stream that is switched off
 * @param portCount usually 1
 * @param formats payload types with RTP
 */
public record MediaLine(String media, int port, int portCount, String protocol, List<String> formats) implements Line {

  public MediaLine {
    formats = List.copyOf(formats);
  }

  static MediaLine read(LineReader line) {
    String media = line.word("the kind of media");
    int port = (int) line.number("the port", 0, 65_535);
    int portCount = line.take('/') ? (int) line.number("the number of ports", 1, 65_535) : 1;
    String protocol = line.word("the protocol");
    List<String> formats = new ArrayList<>();
    do {
      formats.add(line.word("a payload type"));
      line.skipSpaces();
    } while (!line.isAtEnd());
    return new MediaLine(media, port, portCount, protocol, formats);
  }

  @Override
  public char type() {
    return 'm';
  }

  @Override
  public String value() {
    return media + " " + port + (portCount > 1 ? "/" + portCount : "") + " " + protocol + " " + String.join(" ", formats);
  }
}
