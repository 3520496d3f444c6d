/**
 * What the router owes to whoever keeps it running: word of its state to systemd ({@code sd_notify(3)}: ready, reloading, stopping, one
 * line of status), a watchdog that is fed by the progress of the tick threads and by nothing else, and a log that machines read.
 *
 * <p>Without a supervisor in the environment everything here is silent and costs nothing. No hot thread calls into this room: the watchdog
 * reads the ticks' counters.
 */
@NullMarked
package io.crosspoint.app.service;

import org.jspecify.annotations.NullMarked;
