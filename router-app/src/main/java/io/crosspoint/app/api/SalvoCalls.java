package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.control.Command;
import io.crosspoint.app.control.Command.Expectation;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.MatrixState;
import io.crosspoint.app.control.Wiring;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Named sets of edits, taken at one media index. */
final class SalvoCalls {

  private static final String ONE = "/api/v1/salvos/{salvo}";

  private final Control control;
  private final Edits edits;

  SalvoCalls(Control control, Wiring wiring) {
    this.control = control;
    this.edits = new Edits(wiring);
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/api/v1/salvos", Access.VIEWER, call -> list()),
        Endpoint.quick("GET", ONE, Access.VIEWER, this::show),
        new Endpoint("PUT", ONE, Access.OPERATOR, Endpoint.Way.QUICK, this::define),
        new Endpoint("DELETE", ONE, Access.OPERATOR, Endpoint.Way.QUICK, this::delete),
        new Endpoint("POST", ONE + "/take", Access.OPERATOR, Endpoint.Way.QUICK, this::take));
  }

  private Answer list() {
    MatrixState state = control.state();
    List<Map<String, Object>> salvos =
        state.salvos().entrySet().stream().map(entry -> CrosspointDocuments.salvo(entry.getKey(), entry.getValue())).toList();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("revision", state.revision());
    document.put("salvos", salvos);
    return Answer.json(200, document).withRevision(state.revision());
  }

  private Answer show(Call call) {
    String name = call.path("salvo");
    MatrixState.Salvo salvo =
        Optional.ofNullable(control.state().salvos().get(name)).orElseThrow(() -> Refusal.unknown("there is no such salvo"));
    return Answer.json(200, CrosspointDocuments.salvo(name, salvo)).withRevision(salvo.revision());
  }

  private Future<Answer> define(Call call) {
    String name = call.path("salvo");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw Refusal.malformed("a salvo's name is 1 to 64 letters, digits, '.', '_' or '-', and begins with a letter or digit");
    }
    Fields body = call.body(true).only("edits");
    Expectation expected = call.expected(Expectation.Of.SALVO, name);
    return submit(call, new Command.DefineSalvo(name, edits.edits(body), expected));
  }

  private Future<Answer> delete(Call call) {
    String name = call.path("salvo");
    return submit(call, new Command.DeleteSalvo(name, call.expected(Expectation.Of.SALVO, name)));
  }

  private Future<Answer> take(Call call) {
    Fields body = call.body(false).only("fadeMs");
    return submit(call, new Command.TakeSalvo(call.path("salvo"), body.fadeNs()));
  }

  private Future<Answer> submit(Call call, Command command) {
    return Calls.submit(control, call, command, Optional.empty());
  }
}
