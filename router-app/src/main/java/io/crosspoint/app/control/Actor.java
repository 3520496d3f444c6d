package io.crosspoint.app.control;

/**
 * Who asks.
 *
 * @param name of the token, or {@code local} where none is needed
 * @param door how the wish came in, such as {@code http}
 * @param address of the peer
 */
public record Actor(String name, String door, String address) {}
