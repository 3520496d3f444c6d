package io.crosspoint.app.sendspin;

import static io.crosspoint.app.sendspin.SimulatedPlayer.MS;
import static io.crosspoint.app.sendspin.SimulatedPlayer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Where a group's audio stands on media time, against the server's true clock. */
class AlignmentTest {

  private static final long START = 5_000 * SECOND;
  private static final double TONE_HZ = 997;

  /** Compares what is heard with the tone that the server plays, by its phase every 100 ms. */
  private static final class Meter implements SimulatedPlayer.Listener {
    private final SimulatedPlayer player;
    private double in;
    private double quadrature;
    private int blocks;
    private double before;
    private double beforeThat;
    private boolean isContinuous;
    double sumOfSquares;
    double worstS;
    double worstClick;
    long measured;
    long silentBlocks;

    Meter(SimulatedPlayer player) {
      this.player = player;
    }

    @Override
    public void onBlock(long index, int[] samples, int frames, boolean hasAudio) {
      if (!hasAudio) {
        silentBlocks++;
        isContinuous = false;
        blocks = 0;
        in = 0;
        quadrature = 0;
        return;
      }
      double w = 2 * Math.PI * TONE_HZ;
      for (int i = 0; i < frames; i++) {
        double t = player.trueServerS(index + i);
        double x = samples[i] / 0x1p31;
        in += x * Math.sin(w * t);
        quadrature += x * Math.cos(w * t);
        // A tone's second difference is bounded; a click's is not.
        if (isContinuous || i > 1) {
          worstClick = Math.max(worstClick, Math.abs(x - 2 * before + beforeThat));
        }
        beforeThat = before;
        before = x;
      }
      isContinuous = true;
      if (++blocks == 10) {
        double errorS = Math.atan2(quadrature, in) / w;
        sumOfSquares += errorS * errorS;
        worstS = Math.max(worstS, Math.abs(errorS));
        measured++;
        blocks = 0;
        in = 0;
        quadrature = 0;
      }
    }

    double rmsS() {
      return Math.sqrt(sumOfSquares / measured);
    }
  }

  /** The second difference of the undisturbed tone. */
  private static final double TONE_CURVATURE = 0.5 * Math.pow(2 * Math.PI * TONE_HZ / SimulatedServer.RATE, 2);

  private static LongUnaryOperator clockWith(double drift, long offsetNs) {
    return raw -> raw - START + offsetNs + Math.round((raw - START) * drift);
  }

  @Test
  void shouldStayWithinATenthOfAMillisecondOfTheGroupForTenMinutes() {
    SimulatedServer server = new SimulatedServer(clockWith(50e-6, 777 * SECOND), 300_000);
    SimulatedPlayer player = new SimulatedPlayer(server, START, -7e-6);
    player.run(2 * SECOND, (index, samples, frames, has) -> {});
    server.play(player.rawNs);
    Meter meter = new Meter(player);
    player.run(600 * SECOND, meter);

    assertTrue(meter.measured > 5_980, "only " + meter.measured + " tenths of a second were heard");
    String heard = "rms %.1f us, worst %.1f us, curvature %.3f of the tone's"
        .formatted(meter.rmsS() * 1e6, meter.worstS * 1e6, meter.worstClick / TONE_CURVATURE);
    assertTrue(meter.rmsS() < 100e-6, heard);
    assertTrue(meter.worstS < 300e-6, heard);
    assertTrue(meter.worstClick < 1.01 * TONE_CURVATURE, heard);
    assertEquals(0, player.counters.get(SendspinCounter.RESYNCS));
    assertEquals(0, player.counters.get(SendspinCounter.UNDERRUNS));
    assertEquals(0, player.counters.get(SendspinCounter.GAPS));
    System.getLogger("alignment").log(System.Logger.Level.INFO, heard);
  }

  @Test
  void shouldFollowAServerWhoseClockWasSet() {
    SimulatedServer server = new SimulatedServer(clockWith(50e-6, 777 * SECOND), 200_000);
    SimulatedPlayer player = new SimulatedPlayer(server, START, 0);
    player.run(3 * SECOND, (index, samples, frames, has) -> {});
    server.play(player.rawNs);
    player.run(10 * SECOND, (index, samples, frames, has) -> {});

    server.setClock(clockWith(50e-6, 900 * SECOND));
    server.play(player.rawNs);
    Meter while1 = new Meter(player);
    player.run(15 * SECOND, while1);
    assertEquals(1, player.counters.get(SendspinCounter.CLOCK_STEPS));
    assertTrue(while1.worstClick < 1.1 * TONE_CURVATURE, "a click of " + while1.worstClick / TONE_CURVATURE);
    Meter meter = new Meter(player);
    player.run(20 * SECOND, meter);

    assertTrue(meter.measured > 195, "only " + meter.measured);
    assertTrue(meter.rmsS() < 100e-6, "rms " + meter.rmsS());
  }

  @Test
  void shouldFadeOutAndComeBackWhenTheServerStopsSending() {
    SimulatedServer server = new SimulatedServer(clockWith(-80e-6, 0), 200_000);
    SimulatedPlayer player = new SimulatedPlayer(server, START, 0);
    player.run(3 * SECOND, (index, samples, frames, has) -> {});
    server.play(player.rawNs);
    player.run(5 * SECOND, (index, samples, frames, has) -> {});
    Meter meter = new Meter(player);
    // The connection dies: what was sent is played, then nothing is.
    player.session = player.connect();
    player.run(10 * SECOND, meter);
    server.stop(player.rawNs);
    player.run(1 * SECOND, meter);
    assertTrue(meter.silentBlocks > 0);
    server.play(player.rawNs);
    player.run(10 * SECOND, meter);

    // The fade bends the tone a little more than it is bent by itself.
    assertTrue(meter.worstClick < 1.1 * TONE_CURVATURE, "a click of " + meter.worstClick / TONE_CURVATURE);
    assertTrue(meter.measured > 80, "only " + meter.measured);
  }

  @Test
  void shouldBeSilentAtVolumeZeroAndComeBackWithoutAClick() {
    SimulatedServer server = new SimulatedServer(clockWith(10e-6, 0), 200_000);
    SimulatedPlayer player = new SimulatedPlayer(server, START, 0);
    player.run(3 * SECOND, (index, samples, frames, has) -> {});
    server.play(player.rawNs);
    player.run(3 * SECOND, (index, samples, frames, has) -> {});
    Meter meter = new Meter(player);
    server.send(command(Map.of("command", "volume", "volume", 0)), player.rawNs);
    player.run(300 * MS, meter);
    player.run(300 * MS, (index, samples, frames, has) -> {
      for (int i = 0; i < frames; i++) {
        assertEquals(0, samples[i]);
      }
    });
    server.send(command(Map.of("command", "volume", "volume", 100)), player.rawNs);
    server.send(command(Map.of("command", "mute", "mute", false)), player.rawNs);
    player.run(1 * SECOND, meter);

    // 10 ms from full to nothing adds its own slope.
    assertTrue(meter.worstClick < 2 * TONE_CURVATURE, "a click of " + meter.worstClick / TONE_CURVATURE);
    assertEquals(0, player.counters.get(SendspinCounter.BAD_MESSAGES));
  }

  private static String command(Map<String, Object> player) {
    return SimulatedServer.text("server/command", Map.of("player", player));
  }
}
