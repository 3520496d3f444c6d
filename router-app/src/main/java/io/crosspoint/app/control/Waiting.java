package io.crosspoint.app.control;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
  /** What a new configuration did; null for other commands. */
  final Outcome.@Nullable Configured configured;
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
    this.configured = null;
  }

  /** A new configuration, which has been carried out as this says. */
  Waiting(long number, long revision, Control.Request request, List<Model.Changed> changed, Outcome.Configured done, long answerByNs) {
    this.number = number;
    this.revision = revision;
    this.command = request.command();
    this.actor = request.actor();
    this.changed = changed;
    this.answer = request.answer();
    this.isChanged = true;
    this.answerByNs = answerByNs;
    this.configured = done;
  }

  /** One word for the event. */
  String eventKind() {
    return configured != null ? "config" : changed.isEmpty() ? "salvo" : "crosspoints";
  }

  Outcome outcome(boolean isSaved) {
    if (configured != null) {
      return new Outcome.Configured(configured.revision(), configured.plan(), configured.notes(), isHeld, heldFromPtpNs, isSaved);
    }
    return new Outcome.Done(revision, isChanged, isHeld, heldFromPtpNs, isSaved);
  }
}
