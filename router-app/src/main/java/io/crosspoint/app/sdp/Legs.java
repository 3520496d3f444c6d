package io.crosspoint.app.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which sections of a description are the legs of its stream. */
final class Legs {

  private static final int MOST_LEGS = 2;

  private final SessionDescription session;
  private final List<MediaDescription> audio;
  private final List<Remark> problems;
  private final List<Remark> notes;

  Legs(SessionDescription session, List<Remark> problems, List<Remark> notes) {
    this.session = session;
    this.problems = problems;
    this.notes = notes;
    this.audio = session.media().stream().filter(one -> one.head().line().media().equalsIgnoreCase("audio")).toList();
  }

  /** One or two, the primary first; empty when a problem was reported. */
  List<MediaDescription> find() {
    List<MediaDescription> live = audio.stream().filter(one -> one.head().line().port() != 0).toList();
    if (live.isEmpty()) {
      Place place = audio.isEmpty() ? new Place(1, 1) : audio.getFirst().head().place();
      problems.add(new Remark(place, audio.isEmpty() ? "describes no audio" : "the stream is switched off (port 0)"));
      return List.of();
    }
    Optional<Placed<Group>> group = session.all(Group.class).stream().filter(placed -> placed.line().isDuplication()).findFirst();
    if (group.isPresent() && !group.get().line().members().isEmpty()) {
      return members(group.get(), live);
    }
    List<MediaDescription> distinct = distinct(live);
    if (distinct.size() > 1) {
      problems.add(new Remark(
          distinct.get(1).head().place(),
          "a second stream, and no a=group:DUP says that it carries the same audio: keep one of them, or add the group"));
      return List.of();
    }
    return distinct;
  }

  private List<MediaDescription> members(Placed<Group> group, List<MediaDescription> live) {
    List<String> ids = group.line().members().stream().distinct().toList();
    if (ids.size() > MOST_LEGS) {
      problems.add(new Remark(group.place(), "names " + ids.size() + " streams that carry the same audio; a router takes two"));
      return List.of();
    }
    List<MediaDescription> legs = new ArrayList<>();
    for (String id : ids) {
      List<MediaDescription> named = distinct(live.stream().filter(one -> isCalled(one, id)).toList());
      if (named.size() > 1) {
        Place place = named.get(1).first(MediaId.class).map(Placed::place).orElse(named.get(1).head().place());
        int first = named.getFirst().head().place().line();
        problems.add(new Remark(place, "mid " + LineReader.quoted(id) + " is another stream's already, that of line " + first));
      } else if (named.isEmpty() && audio.stream().noneMatch(one -> isCalled(one, id))) {
        problems.add(new Remark(group.place(), "no stream below has a=mid:" + LineReader.quoted(id)));
      }
      legs.addAll(named);
    }
    if (problems.isEmpty() && legs.size() < live.size()) {
      notes.add(new Remark(group.place(), "streams that are not in this group, or twice the same, are left out"));
    }
    return problems.isEmpty() ? legs : List.of();
  }

  private static boolean isCalled(MediaDescription one, String id) {
    return one.first(MediaId.class).filter(placed -> placed.line().id().equals(id)).isPresent();
  }

  /** A section that was repeated by mistake says nothing new. */
  private List<MediaDescription> distinct(List<MediaDescription> sections) {
    List<MediaDescription> distinct = new ArrayList<>();
    for (MediaDescription section : sections) {
      if (distinct.stream().noneMatch(other -> isSame(other, section))) {
        distinct.add(section);
      }
    }
    return distinct;
  }

  private boolean isSame(MediaDescription one, MediaDescription other) {
    return one.head().line().equals(other.head().line())
        && lines(one, Connection.class).equals(lines(other, Connection.class))
        && lines(one, SourceFilter.class).equals(lines(other, SourceFilter.class))
        && lines(one, RtpMap.class).equals(lines(other, RtpMap.class));
  }

  private <T extends Line> List<T> lines(MediaDescription one, Class<T> type) {
    return session.effective(one, type).stream().map(Placed::line).toList();
  }
}
