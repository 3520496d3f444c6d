/**
 * Microbenchmarks of what costs most on the hot path. {@code benchmarks/rig jmh} runs them; with {@code -prof gc} they also show that
 * nothing is allocated.
 */
@NullMarked
package io.crosspoint.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
