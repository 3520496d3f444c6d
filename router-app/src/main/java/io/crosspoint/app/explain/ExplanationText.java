package io.crosspoint.app.explain;

import java.util.Locale;

/** An explanation as an engineer reads it in a terminal. Pure. */
public final class ExplanationText {

  private ExplanationText() {}

  /** Its first word is the state: OK, WARN or BROKEN. */
  public static String of(Explanation explanation) {
    StringBuilder text = new StringBuilder();
    text.append(word(explanation.state())).append("  ").append(explanation.headline()).append('\n');
    if (!explanation.remedy().isEmpty()) {
      text.append("        ").append(explanation.remedy()).append('\n');
    }
    text.append('\n');
    for (Link link : explanation.links()) {
      text.append(String.format(Locale.ROOT, "  %-6s  %-12s  %s: %s%n", word(link.state()), link.name(), link.of(), link.says()));
      if (!link.remedy().isEmpty() && !link.remedy().equals(explanation.remedy())) {
        text.append("                        ").append(link.remedy()).append('\n');
      }
    }
    return text.toString();
  }

  private static String word(Link.State state) {
    return state.name();
  }
}
