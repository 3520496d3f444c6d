package io.crosspoint.app.control;

/**
 * What a running router is to be now.
 *
 * @param revision rises with every change, also over a restart
 */
public record Configuration(long revision, Desired desired) {}
