package io.crosspoint.app.sendspin;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * A Sendspin server in simulated time, written from the protocol's text: its clock, the delays of its network, and what it plays belong to
 * the test.
 */
final class SimulatedServer {

  /** The wire to one player. */
  private record Delivery(long atNs, long order, Object message) implements Comparable<Delivery> {
    @Override
    public int compareTo(Delivery other) {
      return atNs == other.atNs ? Long.compare(order, other.order) : Long.compare(atNs, other.atNs);
    }
  }

  /** How the tone is sent. */
  enum Codec { PCM, FLAC }

  static final int RATE = 48_000;
  static final int CHUNK_FRAMES = 1_200;
  /** Half an hour, so that phases stay exact. */
  private static final double TONE_HZ = 997;

  private final SplittableRandom random = new SplittableRandom(4);
  private final PriorityQueue<Delivery> toClient = new PriorityQueue<>();
  private final PriorityQueue<Delivery> toServer = new PriorityQueue<>();
  private final double meanJitterNs;
  private LongUnaryOperator clock;
  private long order;
  private long lastToClientNs;
  private long lastToServerNs;
  private long playedFrames = -1;
  private long startServerNs;
  private Codec codec = Codec.PCM;
  private int damageEvery = Integer.MAX_VALUE;
  long lieUs;

  /** @param clock this server's, as a function of the host's raw monotonic clock */
  SimulatedServer(LongUnaryOperator clock, double meanJitterNs) {
    this.clock = clock;
    this.meanJitterNs = meanJitterNs;
  }

  /** The tone at a moment of the server's clock, full scale 1. */
  static double toneAt(double serverS) {
    return 0.5 * Math.sin(2 * Math.PI * TONE_HZ * serverS);
  }

  void setClock(LongUnaryOperator to) {
    clock = to;
  }

  void setCodec(Codec to) {
    codec = to;
  }

  /** One byte of every so many chunks is not what it was. */
  void damageEvery(int chunks) {
    damageEvery = chunks;
  }

  long serverNs(long rawNs) {
    return clock.applyAsLong(rawNs);
  }

  private long delayNs() {
    return 150_000 + (long) (-meanJitterNs * Math.log(1 - random.nextDouble()));
  }

  /** From the player, which has just sent it. */
  void receive(String text, long nowNs) {
    lastToServerNs = Math.max(lastToServerNs, nowNs + delayNs());
    toServer.add(new Delivery(lastToServerNs, order++, text));
  }

  void send(Object message, long nowNs) {
    lastToClientNs = Math.max(lastToClientNs, nowNs + delayNs());
    toClient.add(new Delivery(lastToClientNs, order++, message));
  }

  /** Handles what has arrived, and feeds a stream up to two seconds ahead. */
  void run(long nowNs) {
    for (Delivery next = toServer.peek(); next != null && next.atNs <= nowNs; next = toServer.peek()) {
      toServer.remove();
      answer(ServerMessage.Mapper.JSON.readTree((String) next.message), next.atNs);
    }
    while (playedFrames >= 0 && startServerNs + playedFrames * 1_000_000_000L / RATE < serverNs(nowNs) + 2_000_000_000L) {
      send(chunk(), nowNs);
    }
  }

  private void answer(JsonNode message, long nowNs) {
    switch (message.path("type").asString()) {
      case "client/hello" -> send(
          text(
              "server/hello", Map.of("server_id", "s", "name", "simulated", "version", 1, "active_roles", new String[] {"player@v1"})),
          nowNs);
      case "client/time" -> {
        long receivedUs = serverNs(nowNs) / 1000 + lieUs;
        long stayNs = 20_000 + random.nextInt(60_000);
        send(
            text("server/time", Map.of(
                "client_transmitted", message.path("payload").path("client_transmitted").asLong(),
                "server_received", receivedUs,
                "server_transmitted", serverNs(nowNs + stayNs) / 1000 + lieUs)),
            nowNs + stayNs);
      }
      default -> {}
    }
  }

  /** Begins to play the tone some time from now. */
  void play(long nowNs) {
    String header = codec == Codec.PCM ? "" : Base64.getEncoder().encodeToString(FlacBytes.header(CHUNK_FRAMES));
    Map<String, Object> player =
        Map.of(
            "codec", codec.name().toLowerCase(Locale.ROOT), "sample_rate", RATE, "channels", 1, "bit_depth", 24, "codec_header", header);
    send(text("stream/start", Map.of("player", player)), nowNs);
    startServerNs = serverNs(nowNs) + 500_000_000L;
    playedFrames = 0;
  }

  void stop(long nowNs) {
    playedFrames = -1;
    send(text("stream/end", Map.of()), nowNs);
  }

  private byte[] chunk() {
    // Stamps are whole microseconds; the samples are where they are.
    long stampNs = startServerNs + playedFrames * 1_000_000_000L / RATE;
    int[] samples = new int[CHUNK_FRAMES];
    for (int i = 0; i < CHUNK_FRAMES; i++) {
      samples[i] = (int) Math.rint(toneAt((startServerNs + (playedFrames + i) * 1e9 / RATE) * 1e-9) * 0x7FFFFF);
    }
    int number = (int) (playedFrames / CHUNK_FRAMES);
    byte[] audio = codec == Codec.PCM ? pcm(samples) : FlacBytes.frame(number, samples);
    if (number % damageEvery == damageEvery - 1) {
      audio[audio.length / 2] ^= 0x10;
    }
    playedFrames += CHUNK_FRAMES;
    return ByteBuffer.allocate(9 + audio.length).put((byte) 4).putLong(Math.round(stampNs / 1000.0)).put(audio).array();
  }

  private static byte[] pcm(int[] samples) {
    ByteBuffer audio = ByteBuffer.allocate(3 * samples.length);
    for (int sample : samples) {
      audio.put((byte) sample).put((byte) (sample >> 8)).put((byte) (sample >> 16));
    }
    return audio.array();
  }

  /** Delivers what has arrived at the player. */
  void deliver(Session to, long nowNs) {
    for (Delivery next = toClient.peek(); next != null && next.atNs <= nowNs; next = toClient.peek()) {
      toClient.remove();
      if (next.message instanceof byte[] chunk) {
        to.onBinary(ByteBuffer.wrap(chunk), next.atNs);
      } else {
        to.onText((String) next.message, next.atNs);
      }
    }
  }

  static String text(String type, Map<String, Object> payload) {
    return ServerMessage.Mapper.JSON.writeValueAsString(Map.of("type", type, "payload", payload));
  }
}
