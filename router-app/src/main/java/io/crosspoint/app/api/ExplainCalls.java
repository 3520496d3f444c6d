package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.explain.ExplanationText;
import io.crosspoint.app.explain.Witness;
import java.util.List;
import java.util.Map;

/** Why there is, or is not, sound at an output. */
final class ExplainCalls {

  private static final String OUTPUT = "/api/v1/explain/{output}";

  private final Witness witness;

  ExplainCalls(Witness witness) {
    this.witness = witness;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.slow(OUTPUT, Access.VIEWER, call -> explain(call, 0)),
        Endpoint.slow(OUTPUT + "/{channel}", Access.VIEWER, call -> explain(call, Math.max(1, call.channel("channel")))));
  }

  private static boolean isText(Call call) {
    String accept = call.context().request().getHeader("Accept");
    return accept != null && accept.startsWith("text/plain");
  }

  private Answer explain(Call call, int channel) {
    return witness.explain(call.path("output"), channel, System.nanoTime())
        .map(explanation -> isText(call)
            ? new Answer(200, "text/plain; charset=utf-8", Map.of(), ExplanationText.of(explanation))
            : Answer.json(200, explanation.document()))
        .orElseThrow(() -> Refusal.unknown("there is no such output, or channel of it"));
  }
}
