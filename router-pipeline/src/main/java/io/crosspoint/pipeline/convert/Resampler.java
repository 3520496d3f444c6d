package io.crosspoint.pipeline.convert;

/**
 * An asynchronous sample-rate converter for blocks of audio: write input frames as they come, read as many output frames as they make, and
 * change the ratio whenever the clocks say so.
 *
 * <pre>{@code
 * Resampler resampler = new Resampler(Kernel.between(48_000, 48_000), 2, 480, new ScalarInterpolator());
 * resampler.rampTo(1 + 100e-6, 4800);              // the source runs 100 ppm fast: reach that ratio within 4800 output frames
 * resampler.write(input, 0, 48);
 * int frames = resampler.read(output, 0, output[0].length);
 * }</pre>
 *
 * <p>The output is late by {@link #delayFrames} input frames, at every frequency. Any unit of sample will do; nothing is rounded or
 * saturated. Kernels for equal rates of 48 kHz and more copy bit for bit while the ratio is 1 and the position whole, as it is at first.
 *
 * <p><b>Thread:</b> belongs to one thread; {@link #write} and {@link #read} allocate nothing.
 */
public final class Resampler {

  /** More than a step and the sum of a block's steps are off by rounding. */
  private static final double STEP_ROUNDING = 1e-12;

  private final Kernel kernel;
  private final History history;
  private final ReadPointer pointer = new ReadPointer();
  private final Interpolator interpolator;
  private double ratio;
  private double rampPerFrame;
  private long rampFrames;
  private double rampEnd;

  /** @param blockFrames the most input frames that are written before what they make is read */
  public Resampler(Kernel kernel, int channels, int blockFrames, Interpolator interpolator) {
    this.kernel = kernel;
    this.interpolator = interpolator;
    this.history = new History(channels, blockFrames + 2 * kernel.taps());
    setRatio(1);
  }

  /** Input frames for each output frame, from the next frame on. */
  public void setRatio(double inputFramesPerOutputFrame) {
    ratio = inputFramesPerOutputFrame;
    rampFrames = 0;
    pointer.setStep(ratio);
  }

  /**
   * Moves to another ratio in equal steps from frame to frame, which is what keeps a change of ratio inaudible.
   *
   * @param outputFrames how long it takes
   */
  public void rampTo(double inputFramesPerOutputFrame, long outputFrames) {
    rampEnd = inputFramesPerOutputFrame;
    rampFrames = outputFrames;
    rampPerFrame = (rampEnd - ratio) / outputFrames;
    pointer.setStep(ratio);
    pointer.setRamp(rampPerFrame);
  }

  /** Appends input. */
  public void write(double[][] from, int at, int frames) {
    history.write(history.end(), frames, from, at);
  }

  /**
   * Reads what the input so far allows.
   *
   * @return output frames, at most {@code frames}
   */
  public int read(double[][] to, int at, int frames) {
    int done = 0;
    long available = availableFrames();
    while (done < frames && available > 0) {
      int block = (int) Math.min(available, frames - done);
      if (rampFrames > 0) {
        block = (int) Math.min(block, rampFrames);
      }
      interpolator.interpolate(kernel, history, pointer, to, at + done, block);
      done += block;
      if (rampFrames > 0) {
        ratio += block * rampPerFrame;
        rampFrames -= block;
        if (rampFrames == 0) {
          setRatio(rampEnd);
        }
      }
      available = availableFrames();
    }
    return done;
  }

  /** Output frames that the input is certainly enough for; 0 only if it is not enough for one. */
  private long availableFrames() {
    long whole = history.end() - kernel.taps() / 2 - pointer.index();
    double longestStep = rampFrames > 0 ? Math.max(ratio, rampEnd) : ratio;
    return whole <= 0 ? 0 : 1 + (long) ((whole - 1) / (longestStep * (1 + STEP_ROUNDING)));
  }

  /** From an input frame to the output frame that it is the centre of, in input frames. */
  public int delayFrames() {
    return kernel.taps() / 2;
  }
}
