package io.crosspoint.app.control;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the reconciler needs of the control thread that it works on. */
interface Hands {

  /**
   * Gives render what is asked of outputs, all at one media index, and whatever else is on its way.
   *
   * @param waiting the command that is carried out by it, or null
   * @return whether render could take it; nothing was done otherwise
   */
  boolean route(Set<String> outputs, long fadeNs, @Nullable Waiting waiting);

  /** Outputs that render has to be told of at the next opportunity. */
  void mark(Set<String> outputs);

  /** Whether render has confirmed everything, all fades are over, and what they read has been let go. */
  boolean isQuiet();

  void refuse(Control.Request request, Outcome.Refused refusal);

  /** Makes a command that can be waited for. */
  Waiting prepare(Control.Request request, List<Model.Changed> changed, Outcome.Configured done);

  /**
   * Records a command that has been carried out, and answers it in time.
   *
   * @param isOnItsWay whether render is to confirm it
   */
  void accept(Waiting waiting, List<JournalEntry> entries, boolean isOnItsWay);
}
