package io.crosspoint.pipeline.source;

/**
 * What the transmitter had consumed of a source at one instant, told in every time base that a writer may live in. All values are of the
 * same instant, and none needs an origin that was agreed before.
 *
 * @param consumedIndex media index below which all frames are closed: they have been read, and can no longer be written
 * @param monotonicNs the instant on {@code CLOCK_MONOTONIC} ({@link System#nanoTime()})
 * @param rawNs the instant on {@code CLOCK_MONOTONIC_RAW}
 * @param ptpNs the instant in PTP time
 * @param epoch of the clock that {@code consumedIndex} and {@code ptpNs} are counted on; indices of two epochs have nothing in common
 * @param steppedNs by how much PTP time has jumped at all changes of epoch so far, beyond what the host's own oscillator has run
 */
public record PlayoutSnapshot(long consumedIndex, long monotonicNs, long rawNs, long ptpNs, int epoch, long steppedNs) {}
