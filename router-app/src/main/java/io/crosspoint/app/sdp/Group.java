package io.crosspoint.app.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code a=group} (RFC 5888). {@code DUP} says that its members carry the same packets (RFC 7104): the legs of ST 2022-7.
 *
 * @param semantics in capitals
 * @param members the {@code mid} of each, the primary first
 */
public record Group(String semantics, List<String> members) implements Attribute {

  static final String NAME = "group";

  public Group {
    members = List.copyOf(members);
  }

  static Group read(LineReader line) {
    String semantics = line.word("what the group means, such as DUP").toUpperCase(Locale.ROOT);
    List<String> members = new ArrayList<>();
    for (line.skipSpaces(); !line.isAtEnd(); line.skipSpaces()) {
      members.add(line.word("a mid"));
    }
    return new Group(semantics, members);
  }

  public boolean isDuplication() {
    return semantics.equals("DUP");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String body() {
    return members.isEmpty() ? semantics : semantics + " " + String.join(" ", members);
  }
}
