package io.crosspoint.app.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a file, and what is legal but worth saying. */
final class Findings {

  /** A file that is wrong in more places than this is not the file that was meant; a hostile one must not fill the memory. */
  private static final int MAX_PROBLEMS = 200;

  private static final Comparator<Problem> IN_FILE_ORDER = Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> notes = new ArrayList<>();

  Findings(String file) {
    this.file = file;
  }

  void problem(At at, String message) {
    if (!isFull()) {
      problems.add(new Problem(file, at.line(), at.column(), at.path(), message));
    }
  }

  void note(At at, String message) {
    if (notes.size() < MAX_PROBLEMS) {
      notes.add(new Problem(file, at.line(), at.column(), at.path(), message));
    }
  }

  boolean isFull() {
    return problems.size() >= MAX_PROBLEMS;
  }

  boolean hasProblems() {
    return !problems.isEmpty();
  }

  List<Problem> problems() {
    return problems.stream().sorted(IN_FILE_ORDER).distinct().toList();
  }

  List<Problem> notes() {
    return notes.stream().sorted(IN_FILE_ORDER).distinct().toList();
  }
}
