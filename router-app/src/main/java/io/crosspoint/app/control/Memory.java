package io.crosspoint.app.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a journal adds up to: where operators have gone other ways than the file, and their salvos. Owned by one thread. */
final class Memory {

  private final Map<CrosspointId, Optional<Level>> crosspoints = new TreeMap<>();
  private final Map<String, List<Edit>> salvos = new TreeMap<>();

  void take(List<JournalEntry> entries) {
    for (JournalEntry entry : entries) {
      switch (entry) {
        case JournalEntry.Set(CrosspointId id, Optional<Level> level) -> crosspoints.put(id, level);
        case JournalEntry.Forget(CrosspointId id) -> crosspoints.remove(id);
        case JournalEntry.Salvo(String name, Optional<List<Edit>> edits) -> {
          if (edits.isPresent()) {
            salvos.put(name, edits.get());
          } else {
            salvos.remove(name);
          }
        }
      }
    }
  }

  Map<CrosspointId, Optional<Level>> crosspoints() {
    return crosspoints;
  }

  Map<String, List<Edit>> salvos() {
    return salvos;
  }

  int size() {
    return crosspoints.size() + salvos.size();
  }

  /** All of it, in the fewest entries. */
  List<JournalEntry> entries() {
    List<JournalEntry> entries = new ArrayList<>();
    crosspoints.forEach((id, level) -> entries.add(new JournalEntry.Set(id, level)));
    salvos.forEach((name, edits) -> entries.add(new JournalEntry.Salvo(name, Optional.of(edits))));
    return entries;
  }
}
