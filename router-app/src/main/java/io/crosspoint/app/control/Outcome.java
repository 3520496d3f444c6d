package io.crosspoint.app.control;

import java.util.List;

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

  /**
   * The router is what the file says, as far as it can be without a restart.
   *
   * @param revision of the configuration with it
   * @param plan what was done, and what needs a restart
   * @param notes what an operator should know beside it, one sentence each
   * @param isHeld as of {@link Done}; so are the others
   */
  record Configured(long revision, Plan plan, List<String> notes, boolean isHeld, long heldFromPtpNs, boolean isSaved)
      implements Outcome {
    public Configured {
      notes = List.copyOf(notes);
    }
  }

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
