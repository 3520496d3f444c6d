package io.crosspoint.app.cli;

import java.util.Objects;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options at the TAB key, for bash (source it, or put it to bash-completion's) or zsh.",
      "It is the same for both; zsh reads it through its bashcompinit."
    })
final class CompletionCommand implements Runnable {

  /** Who completes. */
  enum Shell { bash, zsh }

  @Parameters(paramLabel = "SHELL", arity = "0..1", defaultValue = "bash", description = "bash (default) or zsh.")
  @SuppressWarnings("NullAway.Init")
  private Shell shell;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    Objects.requireNonNull(shell);
    spec.commandLine().getOut().print(AutoComplete.bash("router", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
  }
}
