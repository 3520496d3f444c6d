package io.crosspoint.pipeline.convert;

/**
 * Where an interpolation reads: a whole input frame and 64 bits of fraction, advanced by a step of the same resolution that itself changes
 * by a constant from frame to frame. There is no phase to round to and no error that adds up.
 *
 * <p><b>Thread:</b> belongs to one thread; allocates nothing.
 */
public final class ReadPointer {

  private static final double UNIT = 0x1p64;

  private long index;
  /** Units of 2^−64 frame, unsigned. */
  private long fraction;
  private long stepFrames = 1;
  private long stepFraction;
  /** Added to the step after each frame: signed, units of 2^−64 frame. */
  private long ramp;

  /** Moves to a position, exactly at {@code index} + {@code fraction} × 2^−64. */
  public void moveTo(long index, long fraction) {
    this.index = index;
    this.fraction = fraction;
  }

  /** Moves to a whole frame plus a part of one, 0 ≤ {@code part} < 1. */
  public void moveTo(long index, double part) {
    moveTo(index, toFraction(part));
  }

  /** Input frames for each output frame; the ramp ends. */
  public void setStep(double inputFrames) {
    stepFrames = (long) Math.floor(inputFrames);
    stepFraction = toFraction(inputFrames - stepFrames);
    ramp = 0;
  }

  /**
   * Makes every step the exact quotient of two rates, rounded down to 2^−64 frame.
   *
   * @param fromHz input frames in the time of {@code toHz} output frames
   */
  public void setStep(int fromHz, int toHz) {
    stepFrames = fromHz / toHz;
    stepFraction = fractionOf(fromHz % toHz, toHz);
    ramp = 0;
  }

  /** From now on each step is longer than the one before by this much, in input frames. */
  public void setRamp(double inputFramesPerFrame) {
    ramp = (long) (inputFramesPerFrame * UNIT);
  }

  /** One output frame further. */
  public void advance() {
    long moved = fraction + stepFraction;
    index += stepFrames + (Long.compareUnsigned(moved, fraction) < 0 ? 1 : 0);
    fraction = moved;
    if (ramp != 0) {
      long stepped = stepFraction + ramp;
      if (ramp > 0 && Long.compareUnsigned(stepped, stepFraction) < 0) {
        stepFrames++;
      } else if (ramp < 0 && Long.compareUnsigned(stepped, stepFraction) > 0) {
        stepFrames--;
      }
      stepFraction = stepped;
    }
  }

  /** As many output frames further, exactly where so many times {@link #advance()} would lead. */
  public void advance(int frames) {
    long turns = frames * (frames - 1L) / 2;
    add(stepFraction * frames, stepFrames * frames + Math.unsignedMultiplyHigh(stepFraction, frames));
    add(ramp * turns, Math.multiplyHigh(ramp, turns));
    long stepped = stepFraction + ramp * frames;
    stepFrames += Math.multiplyHigh(ramp, (long) frames) + (Long.compareUnsigned(stepped, stepFraction) < 0 ? 1 : 0);
    stepFraction = stepped;
  }

  private void add(long lowerPart, long wholeFrames) {
    long moved = fraction + lowerPart;
    index += wholeFrames + (Long.compareUnsigned(moved, fraction) < 0 ? 1 : 0);
    fraction = moved;
  }

  /** Takes position, step and ramp over. */
  public void copy(ReadPointer from) {
    index = from.index;
    fraction = from.fraction;
    stepFrames = from.stepFrames;
    stepFraction = from.stepFraction;
    ramp = from.ramp;
  }

  /** Reads a count that is shifted by whole frames: the position stays where it is on the old one. */
  public void shift(long frames) {
    index += frames;
  }

  /** The whole frame at or before the position. */
  public long index() {
    return index;
  }

  /** Beyond {@link #index}, in units of 2^−64 frame, unsigned. */
  public long fraction() {
    return fraction;
  }

  /** Beyond {@link #index}, 0 ≤ part ≤ 1 (a double cannot tell the last 2^−54 from 1). */
  public double part() {
    return (fraction >>> 1) * 0x1p-63;
  }

  /** {@code numerator / denominator} of a frame, 0 ≤ numerator < denominator < 2^31, in units of 2^−64, rounded down. */
  static long fractionOf(long numerator, long denominator) {
    long high = (numerator << 32) / denominator;
    long rest = (numerator << 32) % denominator;
    return (high << 32) | ((rest << 32) / denominator);
  }

  private static long toFraction(double part) {
    double scaled = part * 0x1p63;
    return scaled >= 0x1p63 ? -1L : ((long) scaled << 1);
  }
}
