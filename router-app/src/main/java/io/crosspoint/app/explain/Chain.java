package io.crosspoint.app.explain;

import io.crosspoint.app.explain.Facts.Crosspoint;
import io.crosspoint.app.explain.Link.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From facts to the chain. Pure. */
public final class Chain {

  private static final double FAINT_DB = -60;

  private final Facts facts;

  private Chain(Facts facts) {
    this.facts = facts;
  }

  public static Explanation of(Facts facts) {
    Chain chain = new Chain(facts);
    List<Link> links = new ArrayList<>();
    for (Facts.Input input : facts.inputs()) {
      links.addAll(chain.input(input));
    }
    if (facts.inputs().isEmpty()) {
      links.add(chain.nothingRouted());
    }
    links.add(chain.clock());
    links.add(chain.rendering());
    links.addAll(new LeavingLinks(facts.sent(), facts.clock().isUsable()).links());
    return new Explanation(facts.output(), facts.channel(), links);
  }

  private List<Link> input(Facts.Input input) {
    List<Link> links = new ArrayList<>(new ReceivingLinks(input, facts.clock().isUsable(), facts.windowS()).links());
    links.add(level(input));
    input.crosspoints().forEach(crosspoint -> links.add(crosspoint(crosspoint)));
    return links;
  }

  private Link nothingRouted() {
    String to = facts.channel() == 0 ? facts.output() : facts.output() + "/" + facts.channel();
    return Link.broken(
        "crosspoint", to, "no input is routed here", Map.of(),
        "take one in the browser, or: POST /api/v1/takes {\"edits\":[{\"do\":\"take\",\"from\":\"INPUT\",\"to\":\"" + to
            + "\"}]}; in the file: routes: [ { from: INPUT, to: " + to + " } ]");
  }

  private static Link level(Facts.Input input) {
    double loudest = input.levelsDb().stream().mapToDouble(level -> level).max().orElse(Double.NEGATIVE_INFINITY);
    Map<String, Object> evidence = Map.of("peaksDb", input.levelsDb().stream().map(Chain::jsonDb).toList());
    String of = "input " + input.name();
    if (input.levelsDb().isEmpty()) {
      return Link.broken("level", of, "nothing to measure", evidence, "see the links above");
    }
    if (loudest == Double.NEGATIVE_INFINITY) {
      return Link.broken(
          "level", of, "digital silence on the channels that are routed", evidence,
          "look at what feeds the sender, and at its channel assignment");
    }
    String says = "peaks at " + db(loudest) + "FS";
    return loudest < FAINT_DB
        ? Link.warn("level", of, says, evidence, "the sender sends next to nothing")
        : Link.ok("level", of, says, evidence);
  }

  private static Link crosspoint(Crosspoint crosspoint) {
    String of = crosspoint.from() + " to " + crosspoint.to();
    String by = crosspoint.by().isEmpty() ? "" : ", set by " + crosspoint.by();
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("from", crosspoint.from());
    evidence.put("to", crosspoint.to());
    evidence.put("gainDb", jsonDb(crosspoint.gainDb()));
    evidence.put("muted", crosspoint.isMuted());
    evidence.put("onAir", crosspoint.isHeld());
    evidence.put("by", crosspoint.by());
    String put = "PUT /api/v1/crosspoints/" + crosspoint.to() + "/" + crosspoint.from() + " ";
    if (crosspoint.isMuted()) {
      return Link.broken("crosspoint", of, "muted" + by, evidence, put + "{\"muted\":false}");
    }
    if (crosspoint.gainDb() == Double.NEGATIVE_INFINITY) {
      return Link.broken("crosspoint", of, "its gain is off" + by, evidence, put + "{\"gainDb\":0}");
    }
    if (!crosspoint.isHeld()) {
      return Link.broken(
          "crosspoint", of, "asked for, but render does not pass it yet" + by, evidence, "it comes when the clock lets outputs run");
    }
    if (!crosspoint.isAsked()) {
      return Link.warn("crosspoint", of, "about to be closed" + by, evidence, "");
    }
    String says = (crosspoint.gainDb() == 0 ? "open, untouched" : "open at " + db(crosspoint.gainDb())) + by;
    return crosspoint.gainDb() < FAINT_DB
        ? Link.warn("crosspoint", of, says, evidence, put + "{\"gainDb\":0}")
        : Link.ok("crosspoint", of, says, evidence);
  }

  private Link clock() {
    Facts.Clock clock = facts.clock();
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("source", clock.source());
    evidence.put("state", clock.state());
    evidence.put("grandmaster", clock.grandmaster());
    if (clock.isUsable()) {
      evidence.put("errorBoundNs", clock.boundNs());
    }
    String says = clock.state() + ": " + clock.reason() + (clock.grandmaster().isEmpty() ? "" : ", grandmaster " + clock.grandmaster());
    if (!clock.isUsable()) {
      return Link.broken(
          "clock", "the router's clock", says, evidence,
          "./router doctor FILE tells which masters are heard; check clock.network, clock.domain and the switch");
    }
    return clock.isHolding()
        ? Link.warn("clock", "the router's clock", says, evidence, "it goes on from memory: find out where the grandmaster went")
        : Link.ok("clock", "the router's clock", says, evidence);
  }

  private Link rendering() {
    Facts.Sent sent = facts.sent();
    String of = "output " + sent.name();
    double loudest = sent.levelsDb().stream().mapToDouble(level -> level).max().orElse(Double.NEGATIVE_INFINITY);
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("peaksDb", sent.levelsDb().stream().map(Chain::jsonDb).toList());
    evidence.put("overloadedSamples", sent.overloads());
    if (loudest == Double.NEGATIVE_INFINITY) {
      return new Link(
          "rendering", of, facts.inputs().isEmpty() || !facts.clock().isUsable() ? State.BROKEN : State.WARN, "renders silence", evidence,
          "the links above say why");
    }
    String says = "renders peaks of " + db(loudest) + "FS";
    return sent.overloads() > 0
        ? Link.warn("rendering", of, says + ", " + sent.overloads() + " samples beyond full scale", evidence, "lower a gain")
        : Link.ok("rendering", of, says, evidence);
  }

  static String db(double level) {
    return String.format(Locale.ROOT, "%.1f dB", level);
  }

  /** JSON has no infinity. */
  private static Object jsonDb(double level) {
    return level == Double.NEGATIVE_INFINITY ? (Object) "off" : Math.round(level * 10) / 10.0;
  }
}
