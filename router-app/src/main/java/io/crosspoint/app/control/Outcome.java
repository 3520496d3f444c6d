package io.crosspoint.app.control;

/** What became of a command. */
public sealed interface Outcome {

  /**
   * Carried out.
   *
   * @param revision of the model with it
   * @param isChanged whether it was not so already
   * @param isHeld whether render has confirmed it; otherwise it waits, for instance for a clock
   * @param heldFromPtpNs PTP time of the first frame that it holds for; 0 when it is not held yet, or was nothing for render
   * @param isSaved whether it is on disk
   */
  record Done(long revision, boolean isChanged, boolean isHeld, long heldFromPtpNs, boolean isSaved) implements Outcome {}

  /** @param why one sentence for the asker */
  record Refused(Reason reason, String why) implements Outcome {}

  /** Kinds of refusal. */
  enum Reason {
    /** A stream, channel or salvo that is not there. */
    UNKNOWN,
    /** It is there, but this cannot be done with it. */
    IMPOSSIBLE,
    /** Someone else changed it since it was looked at. */
    STALE,
    /** More is asked than can be done; try again later. */
    BUSY,
    /** A bug; it is in the log. */
    FAILED
  }
}
