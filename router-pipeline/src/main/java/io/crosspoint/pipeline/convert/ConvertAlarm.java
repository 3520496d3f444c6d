package io.crosspoint.pipeline.convert;

/** What an operator should know of an input's clock. Several can hold at a time. */
public enum ConvertAlarm {
  /** It is declared to be on the plant's clock and has drifted by more than 0.5 ppm for 5 s. Played on; packets will be late one day. */
  NOT_ON_PTP,
  /** Its clock is more than 100 ppm off: worse than any sound crystal. Converted all the same. */
  FAST_DRIFT,
  /** Its clock is more than 1000 ppm off, which no crystal is: the sample rate is not the declared one. Muted. */
  WRONG_RATE,
  /** Its timestamps began anew less than 10 s ago. Faded out, and in when the clock is found again. */
  RESTARTED,
  /** Its timestamps begin anew so fast that nothing can be told: muted until it keeps still for 2 s. */
  UNSTABLE,
  /** Frames were due that had not come within the last second: a pause, loss, or timestamps that make no sense. Silence. */
  STARVED,
  /** Coded audio or data in a stream that would have to be resampled. Muted. */
  DATA,
  /** Its rate is not that of the other streams of its device; it is converted by itself. */
  APART
}
