package io.crosspoint.app.control;

/** One step of a command. Steps are taken in order, and all or none of them. */
public sealed interface Edit {

  /** Opens a crosspoint or changes its level; what else stands on the output channel stays and is summed. */
  record Open(CrosspointId id, Level level) implements Edit {}

  /** Makes a crosspoint the only one on its output channel. */
  record Take(CrosspointId id, Level level) implements Edit {}

  /** Closes a crosspoint that is open. */
  record Close(CrosspointId id) implements Edit {}

  /** Closes whatever stands on an output channel (from 1). */
  record Clear(String output, int outputChannel) implements Edit {}

  /** The output that it is about. */
  default String output() {
    return switch (this) {
      case Open(CrosspointId id, Level _) -> id.output();
      case Take(CrosspointId id, Level _) -> id.output();
      case Close(CrosspointId id) -> id.output();
      case Clear(String output, int _) -> output;
    };
  }
}
