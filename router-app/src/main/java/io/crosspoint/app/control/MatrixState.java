package io.crosspoint.app.control;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An immutable picture of the model.
 *
 * @param revision counts changes, of crosspoints and salvos
 * @param outputs by name
 * @param salvos by name
 */
public record MatrixState(long revision, Map<String, Output> outputs, SortedMap<String, Salvo> salvos) {

  /**
   * What stands on one output.
   *
   * @param revision of the model when it was last changed
   * @param asked what it was last asked to be
   * @param held what render last confirmed
   */
  public record Output(long revision, SortedMap<CrosspointId, Level> asked, SortedMap<CrosspointId, Level> held) {

    public Output {
      asked = Collections.unmodifiableSortedMap(new TreeMap<>(asked));
      held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
    }

    /** Everything that stands here, or is about to. */
    public SortedMap<CrosspointId, Level> heldOrAsked() {
      SortedMap<CrosspointId, Level> all = new TreeMap<>(asked);
      all.putAll(held);
      return all;
    }
  }

  /** A named set of edits. */
  public record Salvo(long revision, List<Edit> edits) {
    public Salvo {
      edits = List.copyOf(edits);
    }
  }

  public MatrixState {
    outputs = Collections.unmodifiableMap(new TreeMap<>(outputs));
    salvos = Collections.unmodifiableSortedMap(new TreeMap<>(salvos));
  }

  /** How render passes a crosspoint now; empty when it does not. */
  public Optional<Level> held(CrosspointId id) {
    return Optional.ofNullable(outputs.get(id.output())).map(output -> output.held().get(id));
  }
}
