package io.crosspoint.app.control;

import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the model needs of the audio path. Called by the control thread only; only where streams come and go does anything wait. */
public interface DataPlane {

  /** A stream that a running router cannot take in; the message says why. */
  final class NeedsRestart extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NeedsRestart(String why) {
      super(why);
    }
  }

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

  /**
   * Joins a stream, or starts a source.
   *
   * @param readers outputs that are going to hear it
   * @return its slot, which no other input has while this one lives
   * @throws java.io.UncheckedIOException naming the stream whose socket cannot be had; nothing has changed then
   * @throws NeedsRestart in the same way
   */
  int addInput(InputSpec spec, Optional<SourcePlan> source, List<Integer> readers);

  /** Whether an output that takes the input now gets a whole link offset of audio. */
  boolean isFilled(int input);

  /**
   * Begins to send, silence at first.
   *
   * @return its slot
   * @throws java.io.UncheckedIOException naming the stream whose socket cannot be had; nothing has changed then
   * @throws NeedsRestart in the same way
   */
  int addOutput(OutputSpec spec);

  /** Ends outputs at a packet boundary. */
  void removeOutputs(Set<Integer> outputs);

  /** Leaves inputs, which no crosspoint and no fade reads any more. */
  void removeInputs(Set<Integer> inputs);
}
