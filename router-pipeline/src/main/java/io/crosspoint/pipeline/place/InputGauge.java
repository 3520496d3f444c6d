package io.crosspoint.pipeline.place;

/** What is known now of an input's stream. */
public enum InputGauge {
  /** Ordinal of {@link InputMeter.Timing}. */
  TIMING,
  /** Timestamp offset in use, unsigned 32 bits. */
  OFFSET,
  /** SSRC of the present sender on the leg that spoke last, unsigned 32 bits. */
  SSRC,
  /** IPv4 address of the present sender, unsigned 32 bits. */
  SOURCE_ADDRESS,
  /** PTP time of the newest accepted packet, ns; 0 before the first. */
  LAST_ARRIVAL_PTP_NS,
  /** Frames in the newest accepted packet. */
  PACKET_FRAMES
}
