/**
 * Being somewhere at an exact time: threads tuned for it, and sleeping to an absolute instant.
 *
 * <p>An edge: it reads clocks and sleeps. It logs nothing; what the host refuses is returned as text.
 */
@NullMarked
package io.crosspoint.ptp.tick;

import org.jspecify.annotations.NullMarked;
