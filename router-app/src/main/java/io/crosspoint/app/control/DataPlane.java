package io.crosspoint.app.control;

import io.crosspoint.pipeline.Crosspoint;
import java.util.List;
import java.util.Map;

/** What the model needs of the audio path. Called by the control thread only; nothing waits. */
public interface DataPlane {

  /** A change on its way to render. */
  interface Ticket {}

  /** Whether an input of the plant can stand on an output at all. */
  boolean isReachable(int input, int output);

  /** Whether another change can be on its way. */
  boolean hasRoom();

  /**
   * Gives outputs other crosspoints, all at one media index.
   *
   * @param changed for each output that changes, all crosspoints that will stand on it
   */
  Ticket submit(Map<Integer, List<Crosspoint>> changed, long fadeNs);

  /** Whether render has carried it out. */
  boolean isHeld(Ticket ticket);

  /** PTP time of the first frame of a held change. */
  long heldFromPtpNs(Ticket ticket);

  /** How much later than promised a held change began; 0 as a rule. */
  long lateNs(Ticket ticket);

  /** Lets go of inputs that were faded out; call when fades are over. */
  void settle();
}
