package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.convert.Kernel;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a player says in text messages. */
final class ClientMessage {

  private ClientMessage() {}

  /** @param clientId the same after every restart */
  static String hello(String clientId, String name, AudioFormat output, long bufferBytes) {
    Map<String, Object> support =
        Map.of("supported_formats", formats(output), "buffer_capacity", bufferBytes, "supported_commands", List.of("volume", "mute"));
    return message(
        "client/hello",
        Map.of(
            "client_id", clientId,
            "name", name,
            "device_info", Map.of("product_name", "Crosspoint"),
            "version", 1,
            "supported_roles", List.of("player@v1"),
            "player@v1_support", support));
  }

  /** Best first: the input's own rate needs the server to resample nothing that it does not have to. */
  private static List<Map<String, Object>> formats(AudioFormat output) {
    return IntStream.concat(IntStream.of(output.rateHz()), IntStream.of(48_000, 44_100, 96_000))
        .distinct()
        .filter(Kernel::isSupported)
        .boxed()
        .flatMap(rateHz -> Stream.of("pcm", "flac").flatMap(codec -> Stream.of(24, 16).map(bits -> format(codec, output, rateHz, bits))))
        .toList();
  }

  private static Map<String, Object> format(String codec, AudioFormat output, int rateHz, int bits) {
    return Map.of("codec", codec, "channels", output.channels(), "sample_rate", rateHz, "bit_depth", bits);
  }

  /** @param volume 0 to 100 */
  static String state(boolean isSynchronized, int volume, boolean isMuted) {
    String state = isSynchronized ? "synchronized" : "error";
    return message("client/state", Map.of("state", state, "player", Map.of("volume", volume, "muted", isMuted)));
  }

  static String time(long clientTransmittedUs) {
    return message("client/time", Map.of("client_transmitted", clientTransmittedUs));
  }

  static String goodbye() {
    return message("client/goodbye", Map.of("reason", "shutdown"));
  }

  private static String message(String type, Map<String, Object> payload) {
    return ServerMessage.Mapper.JSON.writeValueAsString(Map.of("type", type, "payload", payload));
  }
}
