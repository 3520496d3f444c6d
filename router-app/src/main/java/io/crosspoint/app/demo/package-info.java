/**
 * The demonstration: a talker, the router and a listener in one process on the loopback device, with no privileges, network or PTP. The
 * plant it shows is pure data; {@link io.crosspoint.app.demo.DemoCommand} owns the threads and sockets through what it starts.
 */
@NullMarked
package io.crosspoint.app.demo;

import org.jspecify.annotations.NullMarked;
