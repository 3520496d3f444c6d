package io.crosspoint.app.talk;

import io.crosspoint.app.cli.CommandFailure;
import io.crosspoint.app.config.Host;
import io.crosspoint.app.config.ThisHost;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import picocli.CommandLine.Option;

/** Options that say what the streams are, alike for {@code talk} and {@code listen}. */
public final class StreamOptions {

  private static final int HEADER_BYTES = 20 + 8 + 12;

  @Option(names = "--interface", required = true, paramLabel = "IF", description = "Device name or its IPv4 address; never chosen for you.")
  @SuppressWarnings("NullAway.Init")
  private String device;

  @Option(names = "--port", defaultValue = "5004", paramLabel = "PORT", description = "UDP port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--streams",
      defaultValue = "1",
      paramLabel = "N",
      description = "Number of streams: further ones take the next groups on the same port, or the next even ports of a unicast host.")
  private int streams;

  @Option(
      names = "--format",
      defaultValue = "L24/48000/2",
      converter = FormatText.class,
      paramLabel = "FORMAT",
      description = "Encoding, rate and channels (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private AudioFormat format;

  @Option(
      names = "--packet-time",
      defaultValue = "1ms",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "Audio in one packet, to the nearest whole frame (default: ${DEFAULT-VALUE}).")
  private long packetNs;

  @Option(names = "--payload-type", defaultValue = "98", paramLabel = "PT", description = "RTP payload type (default: ${DEFAULT-VALUE}).")
  private int payloadType;

  /** The interface, with the address that it is known by. */
  public Nic nic() {
    Host.Device found =
        new ThisHost().device(device).orElseThrow(() -> CommandFailure.badInput("there is no interface " + device + " on this host"));
    return new Nic(
        found.name(),
        found.index(),
        found.addresses().stream()
            .filter(address -> address.getHostAddress().equals(device))
            .findFirst()
            .or(() -> found.addresses().stream().findFirst())
            .orElseThrow(() -> CommandFailure.badInput("interface " + device + " has no IPv4 address")));
  }

  public int port() {
    return within("--port", port, 1, 65_535);
  }

  public int streams() {
    return within("--streams", streams, 1, 4096);
  }

  public AudioFormat format() {
    return format;
  }

  public int payloadType() {
    return within("--payload-type", payloadType, 0, 127);
  }

  /** Frames in a packet. */
  public int packetFrames() {
    int frames = (int) Math.min(65_535, (packetNs * format.rateHz() + 500_000_000L) / 1_000_000_000L);
    if (frames < 1) {
      throw CommandFailure.badInput("--packet-time is shorter than one frame of " + format);
    }
    return frames;
  }

  /** {@link #packetFrames}, refused when such a packet would not fit an Ethernet frame. */
  public int sendablePacketFrames() {
    int frames = packetFrames();
    int bytes = HEADER_BYTES + frames * format.frameBytes();
    if (bytes > 1500) {
      throw CommandFailure.badInput(frames + " frames of " + format + " make packets of " + bytes + " bytes; an Ethernet frame takes 1500");
    }
    return frames;
  }

  /** Bits of one sample on the wire. */
  public Encoding encoding() {
    return format.encoding();
  }

  /** @throws CommandFailure when a number is out of its range */
  public static int within(String option, int value, int least, int greatest) {
    if (value < least || value > greatest) {
      throw CommandFailure.badInput(option + " must be " + least + " to " + greatest + ", but is " + value);
    }
    return value;
  }
}
