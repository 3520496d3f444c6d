package io.crosspoint.app.sdp;

/** An attribute that means nothing to a router, kept for writing: {@code extmap}, {@code ssrc}, {@code palign}, {@code type} … */
public record UnknownAttribute(String name, String body) implements Attribute {}
