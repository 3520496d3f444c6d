package io.crosspoint.app.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings on one screen: what fails, what could be better, and in a few words what is well. Pure. */
public final class Summary {

  private static final int WIDE = 120;

  private Summary() {}

  /** @param isAll whether what is well is told line by line too */
  public static List<String> lines(List<Finding> findings, boolean isAll) {
    List<String> lines = new ArrayList<>();
    for (Finding.Level level : List.of(Finding.Level.FAIL, Finding.Level.WARN)) {
      findings.stream().filter(finding -> finding.level() == level).map(Finding::toString).forEach(lines::add);
    }
    List<Finding> well = findings.stream().filter(finding -> finding.level() == Finding.Level.OK).toList();
    if (isAll || lines.isEmpty()) {
      well.stream().map(Finding::toString).forEach(lines::add);
    } else {
      lines.addAll(folded(well));
    }
    return lines;
  }

  private static List<String> folded(List<Finding> well) {
    Map<String, Integer> subjects = new LinkedHashMap<>();
    well.forEach(finding -> subjects.merge(finding.subject(), 1, Integer::sum));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder("OK    ").append(well.size()).append(" more (--all): ");
    String separator = "";
    for (Map.Entry<String, Integer> subject : subjects.entrySet()) {
      String word = subject.getKey() + (subject.getValue() > 1 ? " x" + subject.getValue() : "");
      if (line.length() + word.length() > WIDE) {
        lines.add(line.append(',').toString());
        line = new StringBuilder("      ");
        separator = "";
      }
      line.append(separator).append(word);
      separator = ", ";
    }
    lines.add(line.toString());
    return lines;
  }
}
