package io.crosspoint.app.config;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Where a value stands in the file, by key and by line and column (both from 1). */
record At(String path, int line, int column) {

  static At of(String path, Node node) {
    return node.getStartMark().map(mark -> of(path, mark)).orElse(new At(path, 0, 0));
  }

  static At of(String path, Mark mark) {
    return new At(path, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The same place, named after a key below it: where a missing key should have been. */
  At below(String key) {
    return new At(path.isEmpty() ? key : path + "." + key, line, column);
  }
}
