package io.crosspoint.benchmarks.rig.convert;

import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.Kernel;
import io.crosspoint.pipeline.convert.Resampler;
import java.util.SplittableRandom;

/** Crosspoint's own. */
final class OwnConverter implements Converter {

  private final Resampler resampler;
  private final double[][] noise;
  private final double[][] made;

  OwnConverter(Conversion conversion, int channels, Interpolator interpolator) {
    Kernel kernel = Kernel.between(conversion.fromHz(), conversion.toHz());
    this.resampler = new Resampler(kernel, channels, BLOCK_FRAMES, interpolator);
    resampler.setRatio(conversion.ratio());
    this.noise = new double[channels][];
    SplittableRandom random = new SplittableRandom(1);
    for (int channel = 0; channel < channels; channel++) {
      noise[channel] = random.doubles(BLOCK_FRAMES, -1, 1).toArray();
    }
    this.made = new double[channels][8 * BLOCK_FRAMES];
  }

  @Override
  public int process(double[][] in, int frames, double[][] out, int at) {
    resampler.write(in, 0, frames);
    return resampler.read(out, at, out[0].length - at);
  }

  @Override
  public long repeat(int blocks) {
    long frames = 0;
    for (int block = 0; block < blocks; block++) {
      resampler.write(noise, 0, BLOCK_FRAMES);
      frames += resampler.read(made, 0, made[0].length);
    }
    return frames;
  }

  @Override
  public void close() {}
}
