/**
 * The foreign-function boundary: the system calls that the JDK does not offer (raw clocks, absolute sleeps, batched and timestamped
 * datagrams, real-time scheduling). No policy lives here; every call reports its errno to the caller.
 */
@NullMarked
package io.crosspoint.ptp.linux;

import org.jspecify.annotations.NullMarked;
