package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Gauges;
import io.crosspoint.pipeline.pcm.Quantizer;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.ptp.clock.MediaClock;
import org.jspecify.annotations.Nullable;

/**
 * One input on the plant's clock at one sample rate: a timeline that is filled, TRANSMIT by TRANSMIT, just as far as it is then read. The
 * frame at media index m is the input's sound at the plant time m / rate; the link offset is applied by the reader, as for any input.
 *
 * <p>An input on the plant's clock is read at exactly m × from / to, computed anew for every block, so that its audio follows from media
 * time alone. One on a clock of its own is read where {@link RecoveredReading} says.
 */
final class InputConverter {

  private static final int CHUNK_FRAMES = 64;
  /** A longer gap than this was a stop, not a pause: nothing is made up for it. */
  private static final long LONGEST_SPAN_NS = 50_000_000;

  private final SourceStream source;
  private final Kernel kernel;
  private final Interpolator interpolator;
  private final int fromHz;
  private final int toHz;
  private final MediaClock media;
  private final int linkOffsetFrames;
  private final Timeline timeline;
  private final Counters<ConvertCounter> counters;
  private final Gauges<ConvertGauge> gauges;
  /** Null for an input on the plant's clock, which needs no estimate. */
  private final @Nullable RecoveredReading reading;

  private final ReadPointer pointer;
  private final Quantizer quantizer = new Quantizer(InputSpec.CONVERTED_BITS, 0);
  private final double[][] block;
  private final int[] rounded;
  private boolean isRunning;
  private int epoch;
  private long nextIndex;

  /** @param timelineFrames the longest packet that is read, and as much as this stage can be ahead of the reader */
  InputConverter(SourceStream source, int toHz, Kernel kernel, Interpolator interpolator, int timelineFrames, ConvertMeter meter) {
    this.source = source;
    this.kernel = kernel;
    this.interpolator = interpolator;
    this.fromHz = source.spec().format().rateHz();
    this.toHz = toHz;
    this.media = new MediaClock(toHz);
    this.linkOffsetFrames = source.spec().linkOffsetFrames(toHz);
    int channels = source.spec().format().channels();
    this.timeline = new Timeline(channels, timelineFrames);
    this.counters = meter.counters();
    this.gauges = meter.gauges();
    this.reading =
        source.spec().isRecovered() ? new RecoveredReading(source, toHz, kernel) : null;
    this.pointer = reading == null ? new ReadPointer() : reading.pointer();
    this.block = new double[channels][CHUNK_FRAMES];
    this.rounded = new int[CHUNK_FRAMES * channels];
    ConvertMeter.State initial = reading == null ? ConvertMeter.State.CONVERTING : ConvertMeter.State.ACQUIRING;
    gauges.set(ConvertGauge.STATE, initial.ordinal());
  }

  Timeline timeline() {
    return timeline;
  }

  /** Fills the timeline up to the end of what a TRANSMIT of this rate reads. */
  void onTransmit(MediaEvent event) {
    long end = event.firstIndex + event.frames - linkOffsetFrames;
    if (!isRunning || event.clockEpoch != epoch || end - nextIndex > media.indexOf(LONGEST_SPAN_NS)) {
      isRunning = true;
      epoch = event.clockEpoch;
      nextIndex = end - event.frames;
    }
    while (nextIndex < end) {
      int frames = (int) Math.min(CHUNK_FRAMES, end - nextIndex);
      if (reading == null) {
        convert(frames);
      } else {
        frames = Math.min(frames, SenderReading.framesLeft(nextIndex));
        convertRecovered(reading, frames);
      }
      nextIndex += frames;
    }
    tell(event.frames);
  }

  private void convert(int frames) {
    long seconds = Math.floorDiv(nextIndex, (long) toHz);
    long scaled = Math.floorMod(nextIndex, (long) toHz) * fromHz;
    pointer.moveTo(seconds * fromHz + scaled / toHz, ReadPointer.fractionOf(scaled % toHz, toHz));
    pointer.setStep(fromHz, toHz);
    if (hasAudio() && !source.isData(media.timeOf(nextIndex))) {
      read(frames);
      write(frames);
    }
  }

  private void convertRecovered(RecoveredReading recovered, int frames) {
    if (!recovered.plan(nextIndex, media.timeOf(nextIndex)) || !hasAudio()) {
      recovered.pass(frames);
      return;
    }
    read(frames);
    if (!recovered.isAtFullGain()) {
      fade(recovered, frames);
    }
    write(frames);
  }

  /** Whether any frame that the next one is made of can have come; otherwise the block is left out, as if it had not been received. */
  private boolean hasAudio() {
    return pointer.index() - kernel.taps() / 2 < source.newestEnd();
  }

  private void read(int frames) {
    long last = pointer.index() + (long) frames * fromHz / toHz + kernel.taps() / 2 + 2;
    if (last > source.newestEnd()) {
      source.history().extendTo(last);
    }
    interpolator.interpolate(kernel, source.history(), pointer, block, 0, frames);
  }

  private void fade(RecoveredReading recovered, int frames) {
    for (int i = 0; i < frames; i++) {
      double gain = recovered.nextGain();
      for (double[] channel : block) {
        channel[i] *= gain;
      }
    }
  }

  private void write(int frames) {
    for (int i = 0; i < frames; i++) {
      for (int channel = 0; channel < block.length; channel++) {
        rounded[i * block.length + channel] = quantizer.quantize(block[channel][i], nextIndex + i, channel, false);
      }
    }
    timeline.writeSamples(nextIndex, frames, epoch, rounded);
  }

  private void tell(int frames) {
    long marginFrames = source.newestEnd() - (pointer.index() + kernel.taps() / 2);
    source.onRead(pointer.index() + kernel.taps() / 2);
    gauges.set(ConvertGauge.MARGIN_NS, marginFrames * 1_000_000_000L / fromHz);
    if (reading != null) {
      gauges.set(ConvertGauge.STATE, reading.state(media.timeOf(nextIndex)).ordinal());
    }
    if (marginFrames < 0 && source.newestEnd() != 0) {
      counters.add(ConvertCounter.MISSING_FRAMES, Math.min(-marginFrames, frames));
      source.onStarved(media.timeOf(nextIndex));
    }
  }
}
