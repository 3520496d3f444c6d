package io.crosspoint.app.control;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A command that the model has accepted and its asker waits for. Owned by the control thread. */
final class Waiting {

  final long number;
  final long revision;
  final Command command;
  final Actor actor;
  final List<Model.Changed> changed;
  final CompletableFuture<Outcome> answer;
  private final boolean isChanged;
  final long answerByNs;
  boolean isHeld;
  long heldFromPtpNs;

  Waiting(
      long number, long revision, Control.Request request, List<Model.Changed> changed, boolean isChanged, long answerByNs) {
    this.number = number;
    this.revision = revision;
    this.command = request.command();
    this.actor = request.actor();
    this.changed = changed;
    this.answer = request.answer();
    this.isChanged = isChanged;
    this.answerByNs = answerByNs;
  }

  Outcome outcome(boolean isSaved) {
    return new Outcome.Done(revision, isChanged, isHeld, heldFromPtpNs, isSaved);
  }
}
