package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.SourceSpec;

/**
 * Consecutive frames that were not written.
 *
 * @param firstIndex media index of the first
 * @param frames how many
 * @param epoch of the clock that the index is counted on
 * @param consumedPtpNs deadline of the packet that the newest of them went into, or 0 while the hole can still be filled
 * @param filledWith what is or will be heard instead
 */
public record Hole(long firstIndex, long frames, int epoch, long consumedPtpNs, SourceSpec.Holes filledWith) {}
