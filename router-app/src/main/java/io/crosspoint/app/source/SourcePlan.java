package io.crosspoint.app.source;

/**
 * What stands behind one input.
 *
 * @param input its name
 * @param kind as in the file: {@code tone}, {@code process}
 * @param words what it is, for an operator
 */
public record SourcePlan(String input, String kind, String words, SourceFactory factory) {}
