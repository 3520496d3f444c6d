package io.crosspoint.app.control;

import java.util.List;
import java.util.Optional;

/** One thing that a journal remembers, whole: the newest entry about a crosspoint or salvo is all that counts. */
sealed interface JournalEntry {

  /** @param level empty when an operator closed it, whatever the file says */
  record Set(CrosspointId id, Optional<Level> level) implements JournalEntry {}

  /** A crosspoint is again as the file says. */
  record Forget(CrosspointId id) implements JournalEntry {}

  /** @param edits empty when it was deleted */
  record Salvo(String name, Optional<List<Edit>> edits) implements JournalEntry {}
}
