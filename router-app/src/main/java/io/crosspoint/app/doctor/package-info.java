/**
 * What this host would do to the streams of a file: its interfaces, limits, privileges and timers, the grandmaster and the streams that it
 * hears. Each finding says what was seen and, when it is not good, the command that mends it.
 *
 * <p>Checks that only read the system are functions of {@link io.crosspoint.app.doctor.HostFacts}; those that try things (bind, sleep,
 * listen) do so for about a second and leave nothing behind. Nothing is sent but IGMP reports and PTP delay requests.
 */
@NullMarked
package io.crosspoint.app.doctor;

import org.jspecify.annotations.NullMarked;
