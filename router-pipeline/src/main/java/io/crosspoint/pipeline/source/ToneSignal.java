package io.crosspoint.pipeline.source;

/** What a tone source plays. */
public enum ToneSignal {
  /** A steady sine on all channels: 1 kHz at −18 dBFS is what programme levels are aligned to (EBU R 68). */
  LINE_UP,
  /** The line-up tone, in pairs of channels: the left one is interrupted for 250 ms every 3 s (EBU Tech 3304, stereo). */
  EBU,
  /**
   * The line-up tone, in pairs of channels, in a cycle of 4 s: the left one is interrupted for 250 ms, then, 250 ms later, the right one
   * twice for 250 ms, 250 ms apart.
   */
  GLITS,
  /** A sine that rises from 20 Hz to 20 kHz in 10 s, an octave in as long as any other, then 2 s of silence. */
  SWEEP,
  /** Noise that falls by 3 dB an octave; every channel has noise of its own. The level is the RMS of a full-scale sine's peak. */
  PINK,
  /** Every channel beeps its number in a cycle of 8 s: hundreds at 250 Hz, tens at 500 Hz, units at 1 kHz. */
  IDENT
}
