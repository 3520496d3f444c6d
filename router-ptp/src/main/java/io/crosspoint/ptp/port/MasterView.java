package io.crosspoint.ptp.port;

/**
 * A master that was heard, for an operator.
 *
 * @param isSelected whether we follow it
 * @param verdict why we do, or why not
 */
public record MasterView(ParentData data, boolean isSelected, String verdict) {}
