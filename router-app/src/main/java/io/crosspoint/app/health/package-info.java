/**
 * How the router and each of its streams fare, in the four domains of AMWA BCP-008: link, connection, synchronisation, essence. One model,
 * {@link io.crosspoint.app.health.HealthModel}, which is told facts and the time and knows nothing else; the readiness probe, the status,
 * the metrics, the event stream and the browser all show what it says.
 *
 * <p>{@link io.crosspoint.app.health.PlantObserver} and {@link io.crosspoint.app.health.ProgrammeMeters} are the edges: they read the
 * pipeline's counters and listen to the samples that outputs leave behind, on threads that audio does not depend on.
 */
@NullMarked
package io.crosspoint.app.health;

import org.jspecify.annotations.NullMarked;
