package io.crosspoint.app.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The whole answer.
 *
 * @param channel from 1; 0 for the whole output
 * @param links from wire to wire
 */
public record Explanation(String output, int channel, List<Link> links) {

  public Explanation {
    links = List.copyOf(links);
  }

  /** The worst of all links. */
  public Link.State state() {
    return links.stream().map(Link::state).max(Enum::compareTo).orElse(Link.State.OK);
  }

  /** The link that explains most: the first broken one, or the first that is not right, or the last. */
  private Link telling() {
    Link.State worst = state();
    return worst == Link.State.OK
        ? links.getLast()
        : links.stream().filter(link -> link.state() == worst).findFirst().orElseThrow();
  }

  /** One sentence. */
  public String headline() {
    Link telling = telling();
    return switch (state()) {
      case OK -> "sound: " + telling.says();
      case WARN -> "sound, but " + telling.of() + ": " + telling.says();
      case BROKEN -> "no sound: " + telling.of() + ": " + telling.says();
    };
  }

  /** What to do about it; empty when there is nothing. */
  public String remedy() {
    return telling().remedy();
  }

  /** As one JSON object. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("output", output);
    if (channel > 0) {
      document.put("channel", channel);
    }
    document.put("state", word(state()));
    document.put("headline", headline());
    document.put("remedy", remedy());
    List<Object> described = new ArrayList<>();
    for (Link link : links) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("link", link.name());
      one.put("of", link.of());
      one.put("state", word(link.state()));
      one.put("says", link.says());
      one.put("remedy", link.remedy());
      one.put("evidence", link.evidence());
      described.add(one);
    }
    document.put("links", described);
    return document;
  }

  private static String word(Link.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
