package io.crosspoint.app.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.listen.StreamAnalyser.Expectation;
import io.crosspoint.app.listen.StreamAnalyser.PatternExpectation;
import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.app.talk.SineSignal;
import io.crosspoint.app.talk.TestSignal;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamAnalyserTest {

  private static final MediaClock CLOCK = new MediaClock(48_000);
  private static final long FIRST_PACKET = CLOCK.indexOf(1_795_000_000_000_000_000L) / 48;
  private static final int LATENCY = 144;

  private final MemorySegment memory = Arena.ofAuto().allocate(2000, 8);

  private static StreamAnalyser analyser(Encoding encoding) {
    AudioFormat format = new AudioFormat(encoding, 48_000, 2);
    CounterPattern pattern = new CounterPattern(encoding);
    return new StreamAnalyser(
        new Expectation("test", format, 48, 98, null, new PatternExpectation(pattern, new UntouchedAudio(pattern))));
  }

  /** One packet of a route with a latency; what it holds can be replaced. */
  private final class Sender {
    final Encoding encoding;
    final TestSignal signal;
    int latency = LATENCY;
    int offset;
    int ssrc = 7;
    int stream = 3;
    long lateNs = 10_000;

    Sender(Encoding encoding) {
      this.encoding = encoding;
      this.signal = new CounterPattern(encoding);
    }

    int[] samples(long packet) {
      int[] samples = new int[96];
      for (int i = 0; i < 96; i++) {
        samples[i] = signal.sample(packet * 48 + i / 2 - latency, stream, i % 2);
      }
      return samples;
    }

    void send(StreamAnalyser to, long packet, int[] samples) {
      RtpPacket.writeHeader(memory, 0, 98, (int) packet, (int) (packet * 48) + offset, ssrc);
      Samples.write(encoding, samples, 0, 96, memory, 12);
      to.onDatagram(memory, 0, 12 + 96 * encoding.bytesPerSample(), CLOCK.timeOf((packet + 1) * 48) + lateNs);
    }

    void send(StreamAnalyser to, long packet) {
      send(to, packet, samples(packet));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindABitExactRouteAndItsLatency(Encoding encoding) {
    StreamAnalyser analyser = analyser(encoding);
    Sender sender = new Sender(encoding);
    for (int i = 0; i < 1000; i++) {
      sender.send(analyser, FIRST_PACKET + i);
    }
    StreamReport report = analyser.report(0);
    assertEquals(List.of(), report.failures());
    assertEquals(new PatternReport(48_000, 0, 0, 0, LATENCY, LATENCY, 3), report.pattern());
    assertEquals(TimingReport.Grade.NARROW, report.timing().grade());
    assertEquals(10_000, report.timing().departure().p50Ns(), 100);
    assertEquals(1_010_000, report.timing().dpvr().maxNs(), 1000);
    assertFalse(report.timing().isAnchored());
  }

  @Test
  void shouldCountEveryWrongSampleAndSilentFrame() {
    StreamAnalyser analyser = analyser(Encoding.L24);
    Sender sender = new Sender(Encoding.L24);
    sender.send(analyser, FIRST_PACKET);
    int[] touched = sender.samples(FIRST_PACKET + 1);
    touched[10] ^= 0x100;
    touched[50] ^= 0x100;
    touched[51] ^= 0x100;
    touched[90] = 0;
    touched[91] = 0;
    sender.send(analyser, FIRST_PACKET + 1, touched);
    sender.send(analyser, FIRST_PACKET + 2, new int[96]);
    sender.send(analyser, FIRST_PACKET + 3);
    PatternReport pattern = analyser.report(0).pattern();
    assertEquals(new PatternReport(192, 3, 49, 0, LATENCY, LATENCY, 3), pattern);
  }

  @Test
  void shouldNoticeAChangeOfLatencyOrStream() {
    StreamAnalyser analyser = analyser(Encoding.L24);
    Sender sender = new Sender(Encoding.L24);
    sender.send(analyser, FIRST_PACKET);
    sender.latency = 145;
    sender.send(analyser, FIRST_PACKET + 1);
    sender.stream = 4;
    sender.send(analyser, FIRST_PACKET + 2);
    assertEquals(new PatternReport(144, 0, 0, 2, 144, 145, 4), analyser.report(0).pattern());
    assertEquals(List.of("2 changes of latency"), analyser.report(0).failures());
  }

  @Test
  void shouldJudgeTimingByTheLimits() {
    assertEquals(TimingReport.Grade.NARROW, gradeWithJitter(1_900_000, 900_000));
    assertEquals(TimingReport.Grade.WIDE, gradeWithJitter(1_900_000, 1_200_000));
    assertEquals(TimingReport.Grade.WIDE, gradeWithJitter(17_900_000, 10_000));
    assertEquals(TimingReport.Grade.OUTSIDE, gradeWithJitter(18_500_000, 10_000));
    assertEquals(TimingReport.Grade.OUTSIDE, gradeWithJitter(-1_100_000, 10_000));
  }

  private TimingReport.Grade gradeWithJitter(long latestNs, int jitterNs) {
    StreamAnalyser analyser = analyser(Encoding.L24);
    Sender sender = new Sender(Encoding.L24);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 1000; i++) {
      sender.lateNs = latestNs - random.nextInt(jitterNs);
      sender.send(analyser, FIRST_PACKET + i);
    }
    return analyser.report(0).timing().grade();
  }

  @Test
  void shouldAnchorTimestampsThatAreNotPtpTime() {
    StreamAnalyser analyser = analyser(Encoding.L24);
    Sender sender = new Sender(Encoding.L24);
    sender.offset = 0x7654_3210;
    for (int i = 0; i < 10; i++) {
      sender.send(analyser, FIRST_PACKET + i);
    }
    TimingReport timing = analyser.report(0).timing();
    assertTrue(timing.isAnchored());
    assertEquals(0, timing.departure().maxNs(), 25_000);
    assertTrue(analyser.report(0).pattern().isExact());
  }

  @Test
  void shouldCountWhatIsNotThisStream() {
    StreamAnalyser analyser = analyser(Encoding.L24);
    Sender sender = new Sender(Encoding.L24);
    sender.send(analyser, FIRST_PACKET);
    sender.ssrc = 8;
    sender.send(analyser, FIRST_PACKET + 20_000);
    analyser.onDatagram(memory, 0, 11, 0);
    RtpPacket.writeHeader(memory, 0, 97, 1, 1, 8);
    analyser.onDatagram(memory, 0, 300, 0);
    RtpPacket.writeHeader(memory, 0, 98, (int) FIRST_PACKET + 20_001, (int) (FIRST_PACKET + 20_001) * 48, 8);
    analyser.onDatagram(memory, 0, 294, CLOCK.timeOf((FIRST_PACKET + 20_002) * 48));
    StreamReport report = analyser.report(2);
    assertEquals(
        List.of("malformed datagrams", "packets of another payload type", "packets of another length", "changes of sender",
            "2 datagrams dropped by this host"),
        report.failures());
  }

  @Test
  void shouldMeasureLevels() {
    AudioFormat format = new AudioFormat(Encoding.L24, 48_000, 2);
    StreamAnalyser analyser = new StreamAnalyser(new Expectation("test", format, 48, 98, null, null));
    SineSignal sine = new SineSignal(format);
    Sender sender = new Sender(Encoding.L24);
    for (int packet = 0; packet < 1000; packet++) {
      int[] samples = new int[96];
      for (int frame = 0; frame < 48; frame++) {
        samples[2 * frame] = sine.sample((FIRST_PACKET + packet) * 48 + frame, 0, 0);
      }
      sender.send(analyser, FIRST_PACKET + packet, samples);
    }
    List<LevelMeter.Level> levels = analyser.report(0).levels();
    assertEquals(-18, levels.get(0).peakDb(), 0.01);
    assertEquals(-21.01, levels.get(0).rmsDb(), 0.01);
    assertEquals(Double.NEGATIVE_INFINITY, levels.get(1).peakDb());
  }

  @Test
  void shouldSurviveAnyBytes() {
    StreamAnalyser analyser = analyser(Encoding.L24);
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 200_000; i++) {
      for (int at = 0; at < 20; at++) {
        memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
      }
      memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 1, (byte) 98);
      analyser.onDatagram(memory, 0, random.nextInt(1500), random.nextLong(1L << 60));
    }
    assertTrue(analyser.report(0).packets() > 0);
  }
}
