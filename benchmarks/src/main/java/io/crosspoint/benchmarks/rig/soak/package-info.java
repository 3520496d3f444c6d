/**
 * The router as a service at work for as long as is asked: 64 routes, a scrape each second, takes and a reload each minute; and, second by
 * second, what a slow leak, a collector or a busy hour would do to it: resident memory, what the threads that audio depends on allocate,
 * every pause of the virtual machine, and how late packets leave.
 */
@NullMarked
package io.crosspoint.benchmarks.rig.soak;

import org.jspecify.annotations.NullMarked;
