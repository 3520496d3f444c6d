/**
 * A plant of 256 inputs and 256 outputs that is simulated for a day: the router's own tick cycle and stages, on one thread, in a time that
 * runs as fast as it can be computed, with everything that happens to a plant in a day. Every frame of every output is compared with what
 * it has to be, which follows from what was spoken and what was asked, without the router's code.
 */
@NullMarked
package io.crosspoint.benchmarks.rig.plant;

import org.jspecify.annotations.NullMarked;
