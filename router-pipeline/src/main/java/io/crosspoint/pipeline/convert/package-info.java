/**
 * The second stage: brings inputs onto the router's clock and rate. An input that is on both already passes straight through: render reads
 * the very timeline that place wrote.
 *
 * <p>Runs on one thread. Pure: no sockets, clocks or loggers.
 */
@NullMarked
package io.crosspoint.pipeline.convert;

import org.jspecify.annotations.NullMarked;
