/**
 * The HTTP door: {@code /metrics}, {@code /livez}, {@code /readyz} and {@code /api/v1/status}, and the judgement of health behind them.
 *
 * <p>What is shown is what the data plane does, read from its counters, never what was asked of it. Requests run on the door's own
 * threads; health is sampled by the housekeeping thread and published as an immutable value.
 */
@NullMarked
package io.crosspoint.app.api;

import org.jspecify.annotations.NullMarked;
