package io.crosspoint.app.sdp;

/**
 * {@code a=rtpmap} (RFC 8866 clause 6.6): what a payload type is.
 *
 * @param payloadType 0 to 127
 * @param encoding as written; any case means the same
 * @param channels 1 when it is not said
 */
public record RtpMap(int payloadType, String encoding, int rateHz, int channels) implements Attribute {

  static final String NAME = "rtpmap";

  static RtpMap read(LineReader line) {
    int payloadType = (int) line.number("a payload type", 0, 127);
    String encoding = line.word("an encoding such as L24", "/");
    line.expect('/', "and the clock rate");
    int rateHz = (int) line.number("the clock rate", 1, 999_999_999);
    int channels = line.take('/') ? (int) line.number("the number of channels", 1, 65_535) : 1;
    line.end("the number of channels");
    return new RtpMap(payloadType, encoding, rateHz, channels);
  }

  /** {@code L24/48000/2}. */
  public String format() {
    return encoding + "/" + rateHz + "/" + channels;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String body() {
    return payloadType + " " + format();
  }
}
