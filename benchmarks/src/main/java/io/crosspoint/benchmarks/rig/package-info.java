/**
 * Crosspoint as a process among its peers: namespaces, a ptp4l grandmaster, talkers and wire analysers, and the rivals in the same run.
 */
@NullMarked
package io.crosspoint.benchmarks.rig;

import org.jspecify.annotations.NullMarked;
