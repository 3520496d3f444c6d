/**
 * What routes cost, beside rivals: each {@link io.crosspoint.benchmarks.rig.cost.Contender} in turn carries the same streams between the
 * same two hosts on the same processor, and one ear on the other processor listens to what comes of them.
 *
 * <p>The talker's samples tell their own media time, so the age of a packet's first frame when the kernel receives it is measured alike for
 * whoever forwarded it, whatever that one wrote into the RTP header: latency is its median, lateness is what exceeds the youngest, and a
 * packet is lost when its frames never came, also where the forwarder numbered its packets anew and hid it.
 */
@NullMarked
package io.crosspoint.benchmarks.rig.cost;

import org.jspecify.annotations.NullMarked;
