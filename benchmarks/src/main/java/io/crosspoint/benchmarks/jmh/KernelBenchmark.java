package io.crosspoint.benchmarks.jmh;

import io.crosspoint.pipeline.meter.AudioTrail;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Quantizer;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.source.Playout;
import io.crosspoint.pipeline.source.PlayoutSnapshot;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The small steps that every packet or every tick takes, each for a stereo L24 packet of 48 frames where there is one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {

  private static final int FRAMES = 48;
  private static final int SAMPLES = 2 * FRAMES;
  private static final int DATAGRAM_BYTES = RtpPacket.HEADER_BYTES + 3 * SAMPLES;

  private final MemorySegment datagram = Arena.ofAuto().allocate(1600, 64);
  private final RtpPacket packet = new RtpPacket();
  private final int[] samples = new int[SAMPLES];
  private final MediaClock clock = new MediaClock(48_000);
  private final ClockCell cell = new ClockCell();
  private final ClockReading reading = new ClockReading();
  private final Quantizer quantizer = new Quantizer(16, 1);
  private final PeakMeter peaks = new PeakMeter(2, 48_000);
  private final PeakMeter peaksAndTrail = new PeakMeter(2, 48_000, new AudioTrail(2, 48_000));
  private final Playout playout = new Playout();
  private final Distribution distribution = new Distribution();
  private long index = 1_000_000_000L;

  @Setup
  public void prepare() {
    RtpPacket.writeHeader(datagram, 0, 98, 1, 1, 1);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = random.nextInt() & 0xFFFF_FF00;
    }
    Samples.write(Encoding.L24, samples, 0, SAMPLES, datagram, RtpPacket.HEADER_BYTES);
    playout.publish(0, 0, 0, 0, 1, 0);
    cell.publish(reading);
  }

  @Benchmark
  public RtpPacket.Verdict parse() {
    return packet.parse(datagram, 0, DATAGRAM_BYTES);
  }

  @Benchmark
  public void writeHeader() {
    index += FRAMES;
    RtpPacket.writeHeader(datagram, 0, 98, (int) (index / FRAMES), (int) index, 1);
  }

  @Benchmark
  public int[] decode() {
    Samples.read(Encoding.L24, datagram, RtpPacket.HEADER_BYTES, samples, 0, SAMPLES);
    return samples;
  }

  @Benchmark
  public MemorySegment encode() {
    Samples.write(Encoding.L24, samples, 0, SAMPLES, datagram, RtpPacket.HEADER_BYTES);
    return datagram;
  }

  @Benchmark
  public int roundWithDither() {
    return quantizer.quantize(123_456.7, ++index, 0, true);
  }

  @Benchmark
  public long indexOfTime() {
    return clock.indexOf(clock.timeOf(++index));
  }

  @Benchmark
  public boolean readClock() {
    return cell.read(reading);
  }

  @Benchmark
  public long mapClock() {
    return reading.ptpAtRaw(++index);
  }

  @Benchmark
  public void meterPeaks() {
    index += FRAMES;
    peaks.add(samples, 0, FRAMES, index);
  }

  @Benchmark
  public void meterPeaksAndKeepSound() {
    index += FRAMES;
    peaksAndTrail.add(samples, 0, FRAMES, index);
  }

  @Benchmark
  public void publishClock() {
    cell.publish(reading);
  }

  @Benchmark
  public void publishPlayout() {
    index += FRAMES;
    playout.publish(index, index, index, index, 1, 0);
  }

  /** As a source's writer asks: the answer is an object. */
  @Benchmark
  public PlayoutSnapshot readPlayout() {
    return Objects.requireNonNull(playout.snapshot());
  }

  @Benchmark
  public void recordLateness() {
    distribution.record(++index & 0xFFFF);
  }
}
