package io.crosspoint.app.sdp;

import java.util.List;
import java.util.Optional;

/**
 * A whole description. Equality includes the places.
 *
 * @param lines above the first {@code m=}, without {@code v=}, in the order of the text
 */
public record SessionDescription(List<Placed<?>> lines, List<MediaDescription> media) {

  public SessionDescription {
    lines = List.copyOf(lines);
    media = List.copyOf(media);
  }

  public <T extends Line> List<Placed<T>> all(Class<T> type) {
    return Placed.all(lines, type);
  }

  public <T extends Line> Optional<Placed<T>> first(Class<T> type) {
    return Placed.first(lines, type);
  }

  /** What holds for a stream: its own lines of a type, or else the session's (RFC 8866 clause 5). */
  public <T extends Line> List<Placed<T>> effective(MediaDescription stream, Class<T> type) {
    List<Placed<T>> own = stream.all(type);
    return own.isEmpty() ? all(type) : own;
  }

  public <T extends Line> Optional<Placed<T>> firstEffective(MediaDescription stream, Class<T> type) {
    return effective(stream, type).stream().findFirst();
  }
}
