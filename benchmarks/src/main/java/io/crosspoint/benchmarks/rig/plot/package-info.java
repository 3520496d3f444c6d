/** Pictures of results, as PNG files, with nothing but the JDK: what every rig draws its curves with. */
@NullMarked
package io.crosspoint.benchmarks.rig.plot;

import org.jspecify.annotations.NullMarked;
