package io.crosspoint.app.control;

import java.util.List;
import java.util.Map;

/** The routes of two files, in steps. Routes of streams that come or go as a whole are theirs and have no step of their own. Pure. */
final class RouteSteps {

  private RouteSteps() {}

  static void add(Desired running, Desired wanted, List<Step> steps) {
    Map<CrosspointId, Level> was = running.crosspoints();
    Map<CrosspointId, Level> is = wanted.crosspoints();
    for (Desired.RouteLine route : wanted.routes()) {
      boolean isOpened = route.crosspoints().stream().anyMatch(id -> !was.containsKey(id));
      boolean isOther = route.crosspoints().stream().anyMatch(id -> was.containsKey(id) && !route.level().equals(was.get(id)));
      if (isOpened) {
        steps.add(step(Step.Action.ADD, route, "opens" + gain(route.level())));
      } else if (isOther) {
        Level before = route.crosspoints().stream().map(was::get).filter(level -> !route.level().equals(level)).findFirst().orElseThrow();
        steps.add(step(Step.Action.CHANGE, route, "has " + words(route.level()) + " instead of " + words(before)));
      }
    }
    for (Desired.RouteLine route : running.routes()) {
      if (route.crosspoints().stream().anyMatch(id -> !is.containsKey(id) && isThere(wanted, id))) {
        steps.add(step(Step.Action.REMOVE, route, "closes"));
      }
    }
  }

  private static boolean isThere(Desired in, CrosspointId id) {
    return in.inputs().containsKey(id.input()) && in.outputs().containsKey(id.output());
  }

  private static Step step(Step.Action action, Desired.RouteLine route, String what) {
    String name = route.from() + " -> " + route.to();
    return new Step(action, Step.Kind.ROUTE, name, "route " + name + " " + what, true);
  }

  private static String gain(Level level) {
    return level.equals(Level.UNITY) ? "" : " with " + words(level);
  }

  private static String words(Level level) {
    return level.gainDb() == Double.NEGATIVE_INFINITY ? "gain off" : level.gainDb() + " dB";
  }

  /** Crosspoints of which two files say different things. */
  static boolean isDifferent(CrosspointId id, Map<CrosspointId, Level> was, Map<CrosspointId, Level> is) {
    Level before = was.get(id);
    Level after = is.get(id);
    return before == null ? after != null : !before.equals(after);
  }
}
