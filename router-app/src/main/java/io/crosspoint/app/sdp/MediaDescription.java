package io.crosspoint.app.sdp;

import java.util.List;
import java.util.Optional;

/** An {@code m=} line and what stands below it, in the order of the text. */
public record MediaDescription(Placed<MediaLine> head, List<Placed<?>> lines) {

  public MediaDescription {
    lines = List.copyOf(lines);
  }

  public <T extends Line> List<Placed<T>> all(Class<T> type) {
    return Placed.all(lines, type);
  }

  public <T extends Line> Optional<Placed<T>> first(Class<T> type) {
    return Placed.first(lines, type);
  }
}
