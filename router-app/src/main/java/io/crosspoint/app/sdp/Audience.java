package io.crosspoint.app.sdp;

/** Whom a description is written for: no single one pleases everybody. */
public enum Audience {
  /** AES67 and RAVENNA equipment: no filter, both legs, RAVENNA's frame count and clock domain. */
  AES67,
  /** ST 2110-30 and -31, NMOS: filters, the order of channels, both legs. */
  ST2110,
  /** Dante Controller hides a stream with a source filter, and knows one leg only. */
  DANTE
}
