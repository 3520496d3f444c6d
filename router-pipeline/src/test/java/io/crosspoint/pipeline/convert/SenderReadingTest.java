package io.crosspoint.pipeline.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The read position, without the rounding of any output: how still it stands, and what entering and leaving the bypass does to audio. */
class SenderReadingTest {

  private static final int RATE_HZ = 48_000;
  private static final int PACKET = 48;
  private static final long START = 1_763_800_000_123_456_789L;
  private static final double[] TONES_HZ = {997, 6000, 19_000};

  /** A sender, its packets without audio, and the position at which each block is read. */
  private static final class Sender {
    final MediaClock media = new MediaClock(RATE_HZ);
    final Kernel kernel = Kernel.between(RATE_HZ, RATE_HZ);
    final InputSpec spec;
    final SenderClocks clocks;
    final SourceStream stream;
    final NetworkNoise noise;
    final DoubleUnaryOperator leadS;
    final MediaEvent event = new MediaEvent();
    final ReadPointer pointer = new ReadPointer();
    final long firstIndex;
    long sent;
    long nextBlock;

    Sender(NetworkNoise noise, DoubleUnaryOperator leadS) {
      this.noise = noise;
      this.leadS = leadS;
      this.spec = spec();
      this.clocks = new SenderClocks(RATE_HZ, 1);
      SenderClock own = new SenderClock(1, List.of(new SenderReading.Spec(RATE_HZ, RATE_HZ, kernel, 480)));
      this.stream = new SourceStream(spec, false, 0, clocks, own, new ConvertMeter());
      stream.join();
      this.firstIndex = media.indexOf(START);
      this.nextBlock = Math.floorDiv(firstIndex, 64L) * 64;
    }

    private static InputSpec spec() {
      try {
        Inet4Address address = (Inet4Address) InetAddress.getByName("239.77.0.1");
        List<ReceiveFlow> flows = List.of(new ReceiveFlow("net", new Nic("lo", 1, address), address, 5004, null));
        AudioFormat mono = new AudioFormat(Encoding.L24, RATE_HZ, 1);
        return new InputSpec("in", flows, mono, PACKET, 98, null, 240, InputSpec.Timing.RECOVERED);
      } catch (UnknownHostException impossible) {
        throw new AssertionError(impossible);
      }
    }

    SenderReading reading() {
      return stream.sender().reading(RATE_HZ);
    }

    double timeOfS(double frames) {
      double senderS = frames / RATE_HZ;
      double atS = senderS;
      for (int i = 0; i < 4; i++) {
        atS = senderS - leadS.applyAsDouble(atS);
      }
      return atS;
    }

    /** Sends what is due, then reads the next block. @return whether it is heard */
    boolean step() {
      long readerPtpNs = media.timeOf(nextBlock + 240);
      while (START + Math.round(timeOfS(sent + PACKET) * 1e9) + 150_000 < readerPtpNs) {
        long undelayed = START + Math.round(timeOfS(sent + PACKET) * 1e9);
        event.kind = MediaEvent.Kind.PACKET;
        event.firstIndex = firstIndex + sent;
        event.frames = PACKET;
        event.run = 1;
        event.arrivalPtpNs = undelayed + 100_000 + noise.delayNs(undelayed);
        stream.onPacket(event, MemorySegment.NULL);
        sent += PACKET;
      }
      boolean isPlaced = reading().load(nextBlock, pointer);
      nextBlock += 64;
      return isPlaced;
    }

    double nowS() {
      return (media.timeOf(nextBlock) - START) * 1e-9;
    }

    void runTo(double seconds) {
      while (nowS() < seconds) {
        step();
      }
    }
  }

  @Test
  void shouldAdvanceBySeveralFramesExactlyAsByOneAtATime() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 2000; round++) {
      ReadPointer one = new ReadPointer();
      one.moveTo(random.nextLong(1L << 40), random.nextLong());
      one.setStep(0.2 + 4 * random.nextDouble());
      one.setRamp((random.nextDouble() - 0.5) * 1e-6);
      ReadPointer many = new ReadPointer();
      many.copy(one);
      int frames = random.nextInt(200);
      for (int i = 0; i < frames; i++) {
        one.advance();
      }
      many.advance(frames);
      for (int i = 0; i < 2; i++) {
        assertEquals(one.index(), many.index());
        assertEquals(one.fraction(), many.fraction());
        one.advance();
        many.advance(1);
      }
    }
  }

  @Test
  void shouldEnterAndLeaveTheBypassBelow150Db() {
    double leavesS = 100;
    Sender sender = new Sender(NetworkNoise.quiet(3), t -> t < leavesS ? 0 : 3e-6 * (t - leavesS));
    sender.runTo(58);
    ToneCheck check = new ToneCheck(sender.kernel);
    double enteredS = 0;
    double leftS = 0;
    while (sender.nowS() < 125) {
      sender.step();
      check.block(sender.pointer, sender.nextBlock - 64);
      boolean isBypass = sender.reading().state() == ConvertMeter.State.BYPASS;
      enteredS = isBypass && enteredS == 0 ? sender.nowS() : enteredS;
      leftS = !isBypass && enteredS != 0 && leftS == 0 ? sender.nowS() : leftS;
      if (isBypass) {
        assertEquals(0, sender.pointer.fraction());
        assertEquals(sender.nextBlock - 64, sender.pointer.index(), "where the timestamps say");
      }
    }

    String figures = "entered at " + enteredS + " s, left at " + leftS + " s, residue " + 20 * Math.log10(check.worst) + " dBFS, jump "
        + check.worstJump + " frames";
    assertTrue(check.worst <= Math.pow(10, -150 / 20.0), figures);
    assertTrue(check.worstJump <= 1e-8, figures);
    // A minute of proof, 5 frames of way at up to 20 ppm, and the approach.
    assertTrue(enteredS > 60 && enteredS < 90, figures);
    assertTrue(leftS > leavesS && leftS < leavesS + 3, figures);
  }

  /** Full-scale tones at the read positions, against what they are there. */
  private static final class ToneCheck {
    final Kernel kernel;
    final History history = new History(1, 1024);
    final double[][] block = new double[1][64];
    final ReadPointer reader = new ReadPointer();
    final ReadPointer ideal = new ReadPointer();
    final Interpolator interpolator = new ScalarInterpolator();
    double worst;
    double worstJump;
    long expectedIndex;
    double expectedPart;

    ToneCheck(Kernel kernel) {
      this.kernel = kernel;
    }

    static double tones(long index, double part) {
      double sum = 0;
      for (double toneHz : TONES_HZ) {
        double cycles = Math.floorMod(index * (long) toneHz, (long) RATE_HZ) / (double) RATE_HZ + toneHz * part / RATE_HZ;
        sum += Math.sin(2 * Math.PI * cycles) / TONES_HZ.length;
      }
      return sum;
    }

    void block(ReadPointer at, long mediaIndex) {
      if (expectedIndex != 0) {
        worstJump = Math.max(worstJump, Math.abs(at.index() - expectedIndex + at.part() - expectedPart));
      }
      double[][] written = new double[1][1];
      for (long index = Math.max(history.end(), at.index() - 40); index < at.index() + 110; index++) {
        written[0][0] = tones(index, 0);
        history.write(index, 1, written, 0);
      }
      reader.copy(at);
      ideal.copy(at);
      interpolator.interpolate(kernel, history, reader, block, 0, 64);
      for (int i = 0; i < 64; i++) {
        worst = Math.max(worst, Math.abs(block[0][i] - tones(ideal.index(), ideal.part())));
        ideal.advance();
      }
      expectedIndex = ideal.index();
      expectedPart = ideal.part();
      assertTrue(mediaIndex != 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"quiet, 37, 0.01, -140", "quiet, -200, 0.01, -140", "busy, 37, 0.1, -140"})
  void shouldStandStillOnceSettled(String network, double ppm, double mostWanderFrames, double mostSidebandDb) {
    NetworkNoise noise = network.equals("quiet") ? NetworkNoise.quiet(5) : NetworkNoise.busy(5);
    Sender sender = new Sender(noise, t -> ppm * 1e-6 * t);
    sender.runTo(180);
    int blocks = 1 << 16;
    double[] wander = new double[blocks];
    for (int i = 0; i < blocks; i++) {
      assertTrue(sender.step());
      // The ideal position is the sender's frame at the media time; a constant distance from it is the path's delay.
      double mediaS = (double) (sender.nextBlock - 64 - sender.firstIndex) / RATE_HZ;
      double driftFrames = ppm * 1e-6 * mediaS * RATE_HZ;
      wander[i] = sender.pointer.index() - (sender.nextBlock - 64) + sender.pointer.part() - driftFrames;
    }
    double mean = 0;
    for (double each : wander) {
      mean += each / blocks;
    }
    double square = 0;
    for (int i = 0; i < blocks; i++) {
      wander[i] -= mean;
      square += wander[i] * wander[i] / blocks;
    }
    double sidebandDb = sidebandDb(wander, (double) RATE_HZ / SenderReading.BLOCK_FRAMES);

    String figures = "wander " + Math.sqrt(square) + " frames rms, sidebands " + sidebandDb + " dBc";
    assertTrue(Math.sqrt(square) <= mostWanderFrames, figures);
    assertTrue(sidebandDb <= mostSidebandDb, figures);
  }

  /** The greatest sideband beyond ±10 Hz that a wander, in frames, gives a tone of 20 kHz. */
  private static double sidebandDb(double[] wander, double sampleHz) {
    int size = wander.length;
    double[] re = new double[size];
    double[] im = new double[size];
    for (int i = 0; i < size; i++) {
      // A Blackman-Harris window: what it leaks beside ±10 Hz is below −92 dB of a wander that is small already.
      double x = 2 * Math.PI * i / size;
      double window = 0.35875 - 0.48829 * Math.cos(x) + 0.14128 * Math.cos(2 * x) - 0.01168 * Math.cos(3 * x);
      re[i] = wander[i] * window / 0.35875;
    }
    transform(re, im);
    double most = 0;
    for (int bin = (int) Math.ceil(10 * size / sampleHz); bin < size / 2; bin++) {
      most = Math.max(most, 2 * Math.hypot(re[bin], im[bin]) / size);
    }
    double radians = 2 * Math.PI * 20_000 * most / RATE_HZ;
    return 20 * Math.log10(radians / 2);
  }

  /** Fourier transform in place; a power of two. */
  private static void transform(double[] re, double[] im) {
    int size = re.length;
    for (int i = 1, j = 0; i < size; i++) {
      int bit = size >> 1;
      for (; (j & bit) != 0; bit >>= 1) {
        j ^= bit;
      }
      j ^= bit;
      if (i < j) {
        double swap = re[i];
        re[i] = re[j];
        re[j] = swap;
      }
    }
    for (int span = 2; span <= size; span <<= 1) {
      for (int from = 0; from < size; from += span) {
        for (int k = 0; k < span / 2; k++) {
          double angle = -2 * Math.PI * k / span;
          int a = from + k;
          int b = a + span / 2;
          double r = re[b] * Math.cos(angle) - im[b] * Math.sin(angle);
          double i = re[b] * Math.sin(angle) + im[b] * Math.cos(angle);
          re[b] = re[a] - r;
          im[b] = im[a] - i;
          re[a] += r;
          im[a] += i;
        }
      }
    }
  }
}
