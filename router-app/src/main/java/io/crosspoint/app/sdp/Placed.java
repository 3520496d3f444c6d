package io.crosspoint.app.sdp;

import java.util.List;
import java.util.Optional;

/** A line and where it stands. */
public record Placed<T extends Line>(T line, Place place) {

  /** The lines of one type. */
  static <T extends Line> List<Placed<T>> all(List<Placed<?>> lines, Class<T> type) {
    return lines.stream()
        .filter(placed -> type.isInstance(placed.line()))
        .map(placed -> new Placed<>(type.cast(placed.line()), placed.place()))
        .toList();
  }

  static <T extends Line> Optional<Placed<T>> first(List<Placed<?>> lines, Class<T> type) {
    return all(lines, type).stream().findFirst();
  }
}
