package io.crosspoint.ptp.tick;

/** What becomes of grid points that were slept through: those that were followed by another before a call could be made for them. */
public enum MissedTicks {
  /** One call stands for all of them. */
  COALESCE,
  /** A call for each, at once, up to eight; those before them are lost and counted. */
  CATCH_UP,
  /** They are lost and counted; the next call is for the next point. */
  SKIP
}
