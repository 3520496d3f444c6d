package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans of plants for tests. */
public final class Plants {

  public static final int PAYLOAD_TYPE = 98;
  private static final Nic LOOPBACK = new Nic("lo", 1, address("127.0.0.1"));

  private Plants() {}

  public static Inet4Address address(String text) {
    try {
      return (Inet4Address) InetAddress.getByName(text);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static InputSpec input(String name, AudioFormat format, int packetFrames, int linkOffsetFrames) {
    return input(name, format, packetFrames, linkOffsetFrames, 1, null);
  }

  public static InputSpec input(
      String name, AudioFormat format, int packetFrames, int linkOffsetFrames, int legs, @Nullable Integer mediaClockOffset) {
    List<ReceiveFlow> flows = new ArrayList<>();
    for (int leg = 0; leg < legs; leg++) {
      flows.add(new ReceiveFlow("net" + leg, LOOPBACK, address("239.77.0." + (leg + 1)), 5004, null));
    }
    return new InputSpec(name, flows, format, packetFrames, PAYLOAD_TYPE, mediaClockOffset, linkOffsetFrames);
  }

  public static OutputSpec output(String name, AudioFormat format, int packetFrames) {
    SendFlow flow = new SendFlow("net0", LOOPBACK, address("239.78.0.1"), 5004, 5004, 16, 34);
    return new OutputSpec(name, List.of(flow), format, packetFrames, PAYLOAD_TYPE);
  }

  /** Input to output, channel for channel. */
  public static PlantSpec straight(InputSpec input, OutputSpec output) {
    return new PlantSpec(List.of(input), List.of(output), wholeStream(0, 0, output.format().channels()));
  }

  public static List<Crosspoint> wholeStream(int input, int output, int channels) {
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      crosspoints.add(new Crosspoint(input, channel, output, channel, 1.0));
    }
    return crosspoints;
  }
}
