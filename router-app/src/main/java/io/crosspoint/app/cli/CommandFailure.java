package io.crosspoint.app.cli;

/**
 * An expected failure of a command: its message is the one sentence that the user reads (no stack trace), its code ends the process.
 */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int exitCode;

  private CommandFailure(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  /** Something on this host prevented the command from running; exit code 1. */
  public static CommandFailure atRunTime(String sentence) {
    return new CommandFailure(1, sentence);
  }

  /** The user has to change the file or the arguments; exit code 2. */
  public static CommandFailure badInput(String sentence) {
    return new CommandFailure(2, sentence);
  }

  public int exitCode() {
    return exitCode;
  }
}
