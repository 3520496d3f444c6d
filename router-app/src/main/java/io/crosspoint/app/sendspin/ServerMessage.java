package io.crosspoint.app.sendspin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a server says in text messages, as far as a player is concerned. */
sealed interface ServerMessage {

  /**
   * The server has taken us.
   *
   * @param roles active ones
   */
  record Hello(String name, int version, List<String> roles) implements ServerMessage {}

  /** All on the µs of a clock: ours, the server's twice. */
  record Time(long clientTransmittedUs, long serverReceivedUs, long serverTransmittedUs) implements ServerMessage {}

  /** @param header of the codec, empty when it needs none */
  record StreamStart(StreamFormat format, ByteBuffer header) implements ServerMessage {}

  /** A stream begins that cannot be played. */
  record StreamRefused(String why) implements ServerMessage {}

  /** Forget what waits. */
  record StreamClear() implements ServerMessage {}

  /** The stream is over. */
  record StreamEnd() implements ServerMessage {}

  /** Set one or the other. */
  record Command(@Nullable Integer volume, @Nullable Boolean muted) implements ServerMessage {}

  /** For another role, or news that a player does not need. */
  record Other(String type) implements ServerMessage {}

  int MOST_CHANNELS = 64;
  int MOST_RATE_HZ = 384_000;

  /**
   * Reads a text message.
   *
   * @throws IOException when it is not JSON, or not what the protocol says
   */
  static ServerMessage parse(String text) throws IOException {
    JsonNode message;
    try {
      message = Mapper.JSON.readTree(text);
    } catch (JacksonException garbage) {
      throw new IOException("not JSON", garbage);
    }
    String type = string(message, "type");
    JsonNode payload = message.path("payload");
    if (!payload.isObject()) {
      throw new IOException(type + " without a payload");
    }
    return switch (type) {
      case "server/hello" -> new Hello(string(payload, "name"), (int) number(payload, "version"), strings(payload.path("active_roles")));
      case "server/time" -> new Time(
          number(payload, "client_transmitted"), number(payload, "server_received"), number(payload, "server_transmitted"));
      case "stream/start" -> payload.has("player") ? streamStart(payload.path("player")) : new Other(type);
      case "stream/clear" -> concernsPlayer(payload) ? new StreamClear() : new Other(type);
      case "stream/end" -> concernsPlayer(payload) ? new StreamEnd() : new Other(type);
      case "server/command" -> payload.has("player") ? command(payload.path("player")) : new Other(type);
      default -> new Other(type);
    };
  }

  /** What follows a stream that is not understood must not be taken for the stream before it, so that is no mere error. */
  private static ServerMessage streamStart(JsonNode player) {
    try {
      return playableStream(player);
    } catch (IOException e) {
      return new StreamRefused(String.valueOf(e.getMessage()));
    }
  }

  private static ServerMessage playableStream(JsonNode player) throws IOException {
    StreamFormat.Codec codec =
        switch (string(player, "codec").toLowerCase(Locale.ROOT)) {
          case "pcm" -> StreamFormat.Codec.PCM;
          case "flac" -> StreamFormat.Codec.FLAC;
          default -> throw new IOException("a codec that was not offered");
        };
    long rateHz = number(player, "sample_rate");
    long channels = number(player, "channels");
    long bits = number(player, "bit_depth");
    boolean isLegal = rateHz > 0 && rateHz <= MOST_RATE_HZ && channels > 0 && channels <= MOST_CHANNELS;
    if (!isLegal || (bits != 16 && bits != 24 && bits != 32)) {
      throw new IOException("an impossible format");
    }
    try {
      ByteBuffer header = ByteBuffer.wrap(Base64.getDecoder().decode(player.path("codec_header").asString("")));
      return new StreamStart(new StreamFormat(codec, (int) rateHz, (int) channels, (int) bits), header);
    } catch (IllegalArgumentException garbage) {
      throw new IOException("a codec header that is not Base64", garbage);
    }
  }

  private static ServerMessage command(JsonNode player) throws IOException {
    return switch (string(player, "command")) {
      case "volume" -> {
        long volume = number(player, "volume");
        if (volume < 0 || volume > 100) {
          throw new IOException("an impossible volume");
        }
        yield new Command((int) volume, null);
      }
      case "mute" -> {
        if (!player.path("mute").isBoolean()) {
          throw new IOException("mute is neither true nor false");
        }
        yield new Command(null, player.path("mute").asBoolean());
      }
      default -> new Other("server/command");
    };
  }

  private static boolean concernsPlayer(JsonNode payload) throws IOException {
    return !payload.has("roles") || strings(payload.path("roles")).stream().anyMatch(role -> "player".equals(family(role)));
  }

  /** A role without its version. */
  static String family(String role) {
    int at = role.indexOf('@');
    return at < 0 ? role : role.substring(0, at);
  }

  private static String string(JsonNode of, String key) throws IOException {
    JsonNode value = of.path(key);
    if (!value.isString()) {
      throw new IOException("no " + key);
    }
    return value.asString();
  }

  private static long number(JsonNode of, String key) throws IOException {
    JsonNode value = of.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IOException(key + " is no whole number");
    }
    return value.asLong();
  }

  private static List<String> strings(JsonNode list) throws IOException {
    List<String> strings = new ArrayList<>();
    for (JsonNode element : list) {
      if (!element.isString()) {
        throw new IOException("a list of something else than words");
      }
      strings.add(element.asString());
    }
    return strings;
  }

  /** Reads JSON, and writes it. */
  final class Mapper {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Mapper() {}
  }
}
