package io.crosspoint.app.flight;

import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * What a shard carried when its recording begins, and why it was recorded.
 *
 * @param router the operator's name of the router
 * @param version of the program
 * @param reason what froze it
 * @param frozenAt UTC, ISO 8601
 * @param utcOffsetSeconds plant time minus UTC
 * @param leadNs how long before its deadline a packet's frames are closed and rendered
 * @param plant what it carried, counted from 0
 * @param inputs for each input of the plant the number that it has in the events
 * @param groups the transmit groups that the events speak of
 */
public record FlightPlan(
    String router,
    String version,
    String reason,
    String frozenAt,
    int utcOffsetSeconds,
    long leadNs,
    int shard,
    PlantSpec plant,
    List<Integer> inputs,
    List<Group> groups) {

  /** A transmit group, and the number that it has in the events. */
  public record Group(int number, int rateHz, int packetFrames) {}

  public FlightPlan {
    inputs = List.copyOf(inputs);
    groups = List.copyOf(groups);
  }

  private static final int MOST_STREAMS = 1024;
  private static final int MOST_NUMBER = 1 << 16;
  private static final long MOST_FRAMES = 200_000_000;
  private static final long LONGEST_LEAD_NS = 1_000_000_000;
  private static final int LEAST_RATE_HZ = 8_000;
  private static final int MOST_RATE_HZ = 400_000;
  private static final int MOST_PACKET_BYTES = 65_000;
  private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  /** Addresses as numbers: nobody is asked for the name of one, nor for the address of a name. */
  static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule().addSerializer(Inet4Address.class, new AddressOut()).addDeserializer(Inet4Address.class, new AddressIn()))
          .build();

  private static final class AddressOut extends StdSerializer<Inet4Address> {
    AddressOut() {
      super(Inet4Address.class);
    }

    @Override
    public void serialize(Inet4Address address, JsonGenerator to, SerializationContext context) {
      to.writeString(address.getHostAddress());
    }
  }

  private static final class AddressIn extends StdDeserializer<Inet4Address> {
    AddressIn() {
      super(Inet4Address.class);
    }

    @Override
    public Inet4Address deserialize(JsonParser from, DeserializationContext context) {
      String text = from.getString();
      try {
        if (text != null && ADDRESS.matcher(text).matches() && InetAddress.getByName(text) instanceof Inet4Address address) {
          return address;
        }
      } catch (UnknownHostException beyond255) {
        // As below.
      }
      return context.reportInputMismatch(Inet4Address.class, "\"%s\" is no IPv4 address", text);
    }
  }

  /**
   * What comes from a file is not trusted with memory.
   *
   * @throws IllegalArgumentException when it is more than any router carries
   */
  void check() {
    long frames = plant.inputs().stream().mapToLong(input -> (long) input.format().channels() * input.linkOffsetFrames()).sum();
    boolean isPossible =
        plant.inputs().size() <= MOST_STREAMS && plant.outputs().size() <= MOST_STREAMS && inputs.size() == plant.inputs().size()
            && inputs.stream().allMatch(number -> number >= 0 && number < MOST_NUMBER)
            && plant.inputs().stream().allMatch(input -> isPossible(input.format(), input.packetFrames()) && input.linkOffsetFrames() >= 0)
            && plant.outputs().stream().allMatch(output -> isPossible(output.format(), output.packetFrames()))
            && frames < MOST_FRAMES && leadNs >= 0 && leadNs < LONGEST_LEAD_NS;
    if (!isPossible) {
      throw new IllegalArgumentException("more than any router carries");
    }
  }

  private static boolean isPossible(AudioFormat format, int packetFrames) {
    return format.rateHz() >= LEAST_RATE_HZ && format.rateHz() <= MOST_RATE_HZ && packetFrames > 0
        && (long) packetFrames * format.frameBytes() <= MOST_PACKET_BYTES;
  }

  String json() {
    return JSON.writeValueAsString(this);
  }

  /** @throws JacksonException when it is none */
  static FlightPlan of(String json) {
    return JSON.readValue(json, FlightPlan.class);
  }
}
