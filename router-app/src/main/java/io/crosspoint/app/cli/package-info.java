/**
 * The command line: one class for each command, and the exit codes they share (0 done, 1 failed while running, 2 bad usage or
 * configuration). Commands print to picocli's writers, never to {@code System.out}, so that a test can read what a user would.
 *
 * <p>This is the outermost edge: commands own threads and sockets through what they start, and turn every expected failure into one
 * sentence ({@link io.crosspoint.app.cli.CommandFailure}). No routing knowledge lives here.
 */
@NullMarked
package io.crosspoint.app.cli;

import org.jspecify.annotations.NullMarked;
