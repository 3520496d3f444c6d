package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.config.Problem;
import io.crosspoint.app.control.Command.Expectation;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.Outcome;
import io.crosspoint.app.control.Plan;
import io.crosspoint.app.control.Step;
import io.crosspoint.app.reload.LastReload;
import io.crosspoint.app.reload.Reloads;
import io.crosspoint.app.reload.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The configuration as a whole: what runs, what another text would change, and having it changed. */
final class ConfigCalls {

  static final String PREFIX = "/api/v1/config";

  /** The longest text that is read as a configuration, and a little more, so that it is the reader who says so. */
  static final long MOST_BODY_BYTES = 1_100_000;

  private static final Set<String> YAML = Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain");
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Control control;
  private final Reloads reloads;

  ConfigCalls(Control control, Reloads reloads) {
    this.control = control;
    this.reloads = reloads;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", PREFIX, Access.VIEWER, this::show),
        // Whoever plans a text of his own makes the router read the files and addresses that it names.
        new Endpoint("POST", PREFIX + "/plan", Access.OPERATOR, Endpoint.Way.QUICK, this::plan),
        new Endpoint("POST", PREFIX + "/apply", Access.OPERATOR, Endpoint.Way.QUICK, this::apply));
  }

  private Answer show(Call call) {
    long revision = control.configuration().revision();
    if (call.isKnown(revision)) {
      return new Answer(304, "", Map.of(), "").withRevision(revision);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("revision", revision);
    document.put("file", reloads.file().toAbsolutePath().toString());
    document.put("text", reloads.text());
    document.put("lastReload", document(reloads.last()));
    return Answer.json(200, document).withRevision(revision);
  }

  /** What became of the file, also for the status. */
  static Map<String, Object> document(LastReload last) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("successful", last.isSuccessful());
    document.put("door", last.door());
    document.put("time", last.time());
    document.put("reason", last.reason());
    document.put("problems", problems(last.problems()));
    document.put("needsRestart", restarts(last.restarts()));
    document.put("notes", last.notes());
    return document;
  }

  private static List<Object> problems(List<Problem> problems) {
    List<Object> documents = new ArrayList<>();
    for (Problem problem : problems) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("line", problem.line());
      document.put("column", problem.column());
      document.put("path", problem.path());
      document.put("message", problem.message());
      documents.add(document);
    }
    return documents;
  }

  private static List<Object> restarts(List<Plan.Restart> restarts) {
    List<Object> documents = new ArrayList<>();
    for (Plan.Restart restart : restarts) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("key", restart.key());
      document.put("text", restart.text());
      documents.add(document);
    }
    return documents;
  }

  private Future<Answer> plan(Call call) {
    Optional<String> body = text(call);
    Expectation expected = call.expected(Expectation.Of.CONFIG, "");
    return call.context().vertx().executeBlocking(() -> answer(call, reloads.plan(body), expected), false);
  }

  private Answer answer(Call call, Result result, @Nullable Expectation expected) {
    if (result instanceof Result.Planned planned && expected != null && expected.revision() != planned.revision()) {
      return Answer.problem(412, "Changed in the meantime", "it was changed since it was read; read it again");
    }
    return answer(call, result);
  }

  private Future<Answer> apply(Call call) {
    Promise<Answer> answer = Promise.promise();
    Context loop = call.context().vertx().getOrCreateContext();
    CompletableFuture<Result> _ =
        reloads.apply(text(call), call.actor(), call.expected(Expectation.Of.CONFIG, ""))
            .whenComplete((result, bug) -> loop.runOnContext(ignored -> {
              if (bug == null) {
                answer.complete(answer(call, result));
              } else {
                answer.fail(bug);
              }
            }));
    return answer.future();
  }

  /** The body as a text; empty means the file. */
  private static Optional<String> text(Call call) {
    Buffer bytes = call.bytes();
    if (bytes.length() == 0) {
      return Optional.empty();
    }
    String type = call.context().request().getHeader("Content-Type");
    if (type == null || !YAML.contains(type.toLowerCase(Locale.ROOT).replaceFirst("\\s*;.*", ""))) {
      throw new Refusal(Answer.problem(415, "Unsupported media type", "the body must be application/yaml"));
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes())).toString());
    } catch (CharacterCodingException e) {
      throw Refusal.malformed("the body is not UTF-8 text");
    }
  }

  private static Answer answer(Call call, Result result) {
    String accept = call.context().request().getHeader("Accept");
    boolean isText = accept != null && accept.startsWith("text/plain");
    return switch (result) {
      case Result.Invalid(List<Problem> problems) -> isText ? invalidText(problems) : invalid(problems);
      case Result.Refused(Outcome.Refused refused) -> Refusal.answerTo(refused);
      case Result.Planned(long revision, Plan plan) -> {
        Map<String, Object> document = planned(revision, plan);
        yield with(isText ? new Answer(200, TEXT, Map.of(), lines(plan, List.of())) : Answer.json(200, document), revision, plan);
      }
      case Result.Applied(Outcome.Configured done, boolean isOnDisk) -> {
        Map<String, Object> document = planned(done.revision(), done.plan());
        document.put("notes", done.notes());
        document.put("onAir", done.isHeld());
        if (done.heldFromPtpNs() != 0) {
          document.put("heldFromPtpNs", done.heldFromPtpNs());
        }
        document.put("saved", isOnDisk);
        int status = done.isHeld() ? 200 : 202;
        String text = lines(done.plan(), done.notes());
        yield with(isText ? new Answer(status, TEXT, Map.of(), text) : Answer.json(status, document), done.revision(), done.plan());
      }
    };
  }

  private static Answer with(Answer answer, long revision, Plan plan) {
    return answer.withRevision(revision).with("Crosspoint-Changes", String.valueOf(plan.steps().size() + plan.restarts().size()));
  }

  private static Map<String, Object> planned(long revision, Plan plan) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("revision", revision);
    List<Object> steps = new ArrayList<>();
    for (Step step : plan.steps()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("action", step.action().name().toLowerCase(Locale.ROOT));
      one.put("kind", step.kind().name().toLowerCase(Locale.ROOT));
      one.put("name", step.name());
      one.put("text", step.text());
      one.put("glitchFree", step.isGlitchFree());
      steps.add(one);
    }
    document.put("steps", steps);
    document.put("needsRestart", restarts(plan.restarts()));
    plan.refusal().ifPresent(refusal -> document.put("refusal", refusal));
    return document;
  }

  private static String lines(Plan plan, List<String> notes) {
    StringBuilder text = new StringBuilder();
    if (plan.isEmpty()) {
      text.append("nothing changes\n");
    }
    for (Step step : plan.steps()) {
      String sign = switch (step.action()) {
        case ADD -> "+ ";
        case CHANGE -> "~ ";
        case REMOVE -> "- ";
      };
      text.append(sign).append(step.text()).append(step.isGlitchFree() ? "\n" : "  [heard]\n");
    }
    plan.restarts().forEach(restart -> text.append("! ").append(restart.text()).append('\n'));
    plan.refusal().ifPresent(refusal -> text.append("cannot be applied now: ").append(refusal).append('\n'));
    notes.forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString();
  }

  private static Answer invalid(List<Problem> problems) {
    return Answer.problem(422, "Not a configuration", sentence(problems), Map.of("errors", problems(problems)));
  }

  private static Answer invalidText(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    problems.forEach(problem -> text.append(problem).append('\n'));
    return new Answer(422, TEXT, Map.of(), text.append(sentence(problems)).append('\n').toString());
  }

  private static String sentence(List<Problem> problems) {
    return (problems.size() == 1 ? "1 problem" : problems.size() + " problems") + "; nothing was applied";
  }
}
