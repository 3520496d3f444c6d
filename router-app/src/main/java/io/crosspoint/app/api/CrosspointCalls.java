package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.control.Command;
import io.crosspoint.app.control.Command.Expectation;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.control.Edit;
import io.crosspoint.app.control.Level;
import io.crosspoint.app.control.MatrixState;
import io.crosspoint.app.control.Outcome;
import io.crosspoint.app.control.Wiring;
import io.crosspoint.ptp.clock.MediaClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Crosspoints, one by one and many at one media index, and the plan of a whole desired state. */
final class CrosspointCalls {

  private static final String ONE = "/api/v1/crosspoints/{output}/{outputChannel}/{input}/{inputChannel}";

  private final Control control;
  private final Wiring wiring;
  private final Edits edits;

  CrosspointCalls(Control control, Wiring wiring) {
    this.control = control;
    this.wiring = wiring;
    this.edits = new Edits(wiring);
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/api/v1/routes", Access.VIEWER, call ->
            Answer.json(200, Map.of("routes", RouteList.of(wiring, control.state()).documents()))),
        Endpoint.quick("GET", "/api/v1/crosspoints", Access.VIEWER, this::list),
        Endpoint.quick("GET", ONE, Access.VIEWER, this::show),
        new Endpoint("PUT", ONE, Access.OPERATOR, Endpoint.Way.QUICK, this::put),
        new Endpoint("DELETE", ONE, Access.OPERATOR, Endpoint.Way.QUICK, this::delete),
        new Endpoint("POST", "/api/v1/takes", Access.OPERATOR, Endpoint.Way.QUICK, this::take),
        Endpoint.quick("POST", "/api/v1/plan", Access.VIEWER, this::plan),
        new Endpoint("POST", "/api/v1/apply", Access.OPERATOR, Endpoint.Way.QUICK, this::apply));
  }

  private Answer list(Call call) {
    MatrixState state = control.state();
    if (call.isKnown(state.revision()) && state.outputs().values().stream().allMatch(output -> output.asked().equals(output.held()))) {
      return new Answer(304, "", Map.of(), "").withRevision(state.revision());
    }
    String only = call.context().request().getParam("output");
    if (only != null && !state.outputs().containsKey(only)) {
      throw Refusal.unknown("there is no such output");
    }
    List<Object> all = new ArrayList<>();
    state.outputs().forEach((name, output) -> {
      if (only == null || only.equals(name)) {
        all.addAll(CrosspointDocuments.crosspoints(output));
      }
    });
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("revision", state.revision());
    document.put("crosspoints", all);
    return Answer.json(200, document).withRevision(state.revision());
  }

  private CrosspointId id(Call call) {
    CrosspointId id =
        new CrosspointId(call.path("output"), call.channel("outputChannel"), call.path("input"), call.channel("inputChannel"));
    wiring.refuse(id, Level.UNITY).filter(refused -> refused.reason() == Outcome.Reason.UNKNOWN).ifPresent(refused -> {
      throw Refusal.of(refused);
    });
    return id;
  }

  private Answer show(Call call) {
    CrosspointId id = id(call);
    MatrixState.Output output = output(id);
    Level held = output.held().get(id);
    Level asked = output.asked().get(id);
    if (held == null && asked == null) {
      throw Refusal.unknown(id.from() + " does not stand on " + id.to());
    }
    return Answer.json(200, CrosspointDocuments.crosspoint(id, held, asked)).withRevision(output.revision());
  }

  private MatrixState.Output output(CrosspointId id) {
    return Optional.ofNullable(control.state().outputs().get(id.output())).orElseThrow(() -> Refusal.unknown("there is no such output"));
  }

  private Future<Answer> put(Call call) {
    CrosspointId id = id(call);
    Fields body = call.body(false).only("gainDb", "muted", "take", "fadeMs");
    Level level = body.level(Optional.ofNullable(output(id).asked().get(id)).orElse(Level.UNITY));
    Edit edit = body.has("take") && body.isTrue("take") ? new Edit.Take(id, level) : new Edit.Open(id, level);
    String kind = edit instanceof Edit.Take ? "take" : "open";
    Expectation expected = call.expected(Expectation.Of.OUTPUT, id.output());
    return submit(call, new Command.Change(kind, List.of(edit), body.fadeNs(), expected), rateOf(id));
  }

  private Future<Answer> delete(Call call) {
    CrosspointId id = id(call);
    Fields body = call.body(false).only("fadeMs");
    if (!output(id).asked().containsKey(id)) {
      throw Refusal.unknown(id.from() + " does not stand on " + id.to());
    }
    Expectation expected = call.expected(Expectation.Of.OUTPUT, id.output());
    return submit(call, new Command.Change("close", List.of(new Edit.Close(id)), body.fadeNs(), expected), rateOf(id));
  }

  private int rateOf(CrosspointId id) {
    return wiring.output(id.output()).orElseThrow().format().rateHz();
  }

  private Future<Answer> take(Call call) {
    Fields body = call.body(true).only("edits", "fadeMs");
    Expectation expected = call.expected(Expectation.Of.MODEL, "");
    return submit(call, new Command.Change("take", edits.edits(body), body.fadeNs(), expected), 0);
  }

  private Answer plan(Call call) {
    MatrixState state = control.state();
    SortedMap<CrosspointId, Level> wanted = edits.routes(call.body(true).only("routes", "fadeMs"));
    SortedMap<CrosspointId, Level> present = Edits.asked(state);
    SortedMap<CrosspointId, Level> all = new TreeMap<>(present);
    all.putAll(wanted);
    List<Object> changes = new ArrayList<>();
    all.keySet().forEach(id -> {
      Level was = present.get(id);
      Level is = wanted.get(id);
      if (was == null || !was.equals(is)) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("change", was == null ? "open" : is == null ? "close" : "level");
        change.put("from", id.from());
        change.put("to", id.to());
        change.put("gainDb", CrosspointDocuments.gain(is == null ? was == null ? Level.UNITY : was : is));
        changes.add(change);
      }
    });
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("revision", state.revision());
    document.put("changes", changes);
    return Answer.json(200, document).withRevision(state.revision());
  }

  private Future<Answer> apply(Call call) {
    Fields body = call.body(true).only("routes", "fadeMs");
    MatrixState state = control.state();
    List<Edit> edits = Edits.between(state, this.edits.routes(body));
    Expectation asked = call.expected(Expectation.Of.MODEL, "");
    // What was worked out from one state must not be done to another, whoever asked for it.
    Expectation expected = asked == null ? new Expectation(Expectation.Of.MODEL, "", state.revision()) : asked;
    return submit(call, new Command.Change("apply", edits, body.fadeNs(), expected), 0);
  }

  private Future<Answer> submit(Call call, Command command, int rateHz) {
    return Calls.submit(control, call, command, rateHz == 0 ? Optional.empty() : Optional.of(new MediaClock(rateHz)));
  }
}
