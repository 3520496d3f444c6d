package io.crosspoint.app.tap;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.engine.LiveTaps;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.tap.LiveTap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Where the streams of a running router can be listened to. From any thread. */
public final class Listening {

  /** Nobody can listen now, or not like this. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean isForNow;

    Refused(String message, boolean isForNow) {
      super(message);
      this.isForNow = isForNow;
    }

    /** Whether it may work later. */
    public boolean isForNow() {
      return isForNow;
    }
  }

  private final Router router;
  private final int utcOffsetSeconds;

  /** @param utcOffsetSeconds plant time minus UTC */
  public Listening(Router router, int utcOffsetSeconds) {
    this.router = router;
    this.utcOffsetSeconds = utcOffsetSeconds;
  }

  public Optional<InputSpec> input(String name) {
    return router.roster().input(name).map(input -> input.spec());
  }

  public Optional<OutputSpec> output(String name) {
    return router.roster().output(name).map(output -> output.spec());
  }

  /** An input as routes read it; one that is resampled, or need not be audio, as it is received. */
  public TapStream wave(InputSpec input, WaveForm form) throws Refused {
    check(form, input.format());
    boolean isAsReceived = input.isRecovered() || (input.format().encoding() == Encoding.AM824 && input.source() == null);
    LiveTap tap =
        attach(() -> isAsReceived ? router.taps().attachPackets(input.name()) : router.taps().attachAudio(input.name()));
    return new WaveStream(tap, input.format(), input.payloadType(), form);
  }

  public TapStream wave(OutputSpec output, WaveForm form) throws Refused {
    check(form, output.format());
    LiveTap tap = attach(() -> router.taps().attachOutput(output.name()));
    return new WaveStream(tap, output.format(), output.payloadType(), form);
  }

  /** The packets of an input as received. */
  public TapStream pcap(InputSpec input, int seconds) throws Refused {
    if (input.flows().isEmpty()) {
      throw new Refused(input.name() + " is a source inside this host: it has no packets", false);
    }
    List<UdpHeader> ways =
        input.flows().stream()
            .map(flow -> new UdpHeader(0, 0, UdpHeader.number(flow.destination()), flow.port(), UdpHeader.UNKNOWN_TTL, 0))
            .toList();
    return new PcapStream(attach(() -> router.taps().attachPackets(input.name())), ways, utcOffsetSeconds, seconds);
  }

  /** The packets of an output as sent, on each of its legs. */
  public TapStream pcap(OutputSpec output, int seconds) throws Refused {
    List<UdpHeader> ways = output.flows().stream().map(Listening::way).toList();
    return new PcapStream(attach(() -> router.taps().attachOutput(output.name())), ways, utcOffsetSeconds, seconds);
  }

  /** A source port that the system chose is known to the kernel only; receivers do not look at it. */
  private static UdpHeader way(SendFlow flow) {
    int sourcePort = flow.sourcePort() == 0 ? flow.port() : flow.sourcePort();
    return new UdpHeader(
        UdpHeader.number(flow.nic().address()), sourcePort, UdpHeader.number(flow.destination()), flow.port(), flow.ttl(), flow.dscp());
  }

  private static void check(WaveForm form, AudioFormat format) throws Refused {
    for (int channel : form.channels()) {
      if (channel < 1 || channel > format.channels()) {
        throw new Refused("there are channels 1 to " + format.channels() + ", not " + channel, false);
      }
    }
    if (WaveStream.isTooLong(form, format)) {
      throw new Refused("a WAV file holds 4 GB: ask for fewer seconds or channels", false);
    }
  }

  private static LiveTap attach(Supplier<LiveTap> way) throws Refused {
    try {
      return way.get();
    } catch (LiveTaps.Exhausted e) {
      throw new Refused(String.valueOf(e.getMessage()), true);
    } catch (IllegalArgumentException gone) {
      throw new Refused("it is not there any more", true);
    }
  }

  /** Ends a listening. */
  public void close(TapStream stream) {
    router.taps().detach(stream.tap());
  }
}
