package io.crosspoint.app.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wish, as every door puts it. */
public sealed interface Command {

  /** A fade that the command leaves to the configuration. */
  long USUAL_FADE = -1;

  /**
   * Changes crosspoints at one media index.
   *
   * @param kind one word for the records: take, apply, ...
   * @param edits all or none of them
   * @param fadeNs 0 for a hard cut, {@link #USUAL_FADE} for the configured crossfade
   * @param expected what the asker has seen, or null to change whatever is there
   */
  record Change(String kind, List<Edit> edits, long fadeNs, @Nullable Expectation expected) implements Command {
    public Change {
      edits = List.copyOf(edits);
    }
  }

  /** Carries out a salvo as it is defined when the control thread gets to it. */
  record TakeSalvo(String name, long fadeNs) implements Command {}

  /** Defines a salvo, or redefines it. */
  record DefineSalvo(String name, List<Edit> edits, @Nullable Expectation expected) implements Command {
    public DefineSalvo {
      edits = List.copyOf(edits);
    }
  }

  record DeleteSalvo(String name, @Nullable Expectation expected) implements Command {}

  /** Makes the router what a file says. */
  record Configure(Desired wanted, @Nullable Expectation expected) implements Command {}

  /**
   * Makes a command conditional.
   *
   * @param name of the output or salvo; empty for the whole model, and for the configuration
   * @param revision that it must have; 0 for a salvo that must not exist
   */
  record Expectation(Of of, String name, long revision) {

    /** What has a revision of its own. */
    public enum Of { MODEL, OUTPUT, SALVO, CONFIG }
  }
}
